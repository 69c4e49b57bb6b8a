package dev.merganser.evaluators.session;

import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphWriter;

import java.util.HashMap;
import java.util.Map;

/**
 * Opens sessions over graphs, all with one intra-op and one inter-op thread and without spinning:
 * parallelism comes from many runners. Uses the process's environment, whoever made it.
 */
public final class SessionFactory {

    private final OrtEnvironment environment;
    private final Provider provider;

    private SessionFactory(OrtEnvironment environment, Provider provider) {
        this.environment = environment;
        this.provider = provider;
    }

    /**
     * A factory for a provider; {@code auto} is settled here. CUDA that does not work is wrong use.
     */
    public static SessionFactory of(Provider provider) {
        OrtEnvironment environment = Environments.get();
        return switch (provider) {
            case Provider.Cpu() -> new SessionFactory(environment, provider);
            case Provider.Cuda(int device) -> {
                requireCuda(device);
                yield new SessionFactory(environment, provider);
            }
            case Provider.Auto() -> new SessionFactory(environment, settled());
        };
    }

    private static Provider settled() {
        return hasCuda() && cudaFailure(0).isEmpty() ? new Provider.Cuda(0) : new Provider.Cpu();
    }

    private static boolean hasCuda() {
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    private static void requireCuda(int device) {
        String failure =
                hasCuda()
                        ? cudaFailure(device)
                        : "this ONNX Runtime (artifact onnxruntime) has no CUDA";
        if (!failure.isEmpty()) {
            throw new WrongUseException(
                    ("provider cuda:%d must be there, but %s. Maybe build with the profile 'gpu' (mvn"
                                    + " -Pgpu, artifact onnxruntime_gpu, needs CUDA 12), or choose provider: cpu.")
                            .formatted(device, failure));
        }
    }

    /** Why CUDA options cannot be made; empty where they can. */
    private static String cudaFailure(int device) {
        try (SessionOptions options = new SessionOptions();
                OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device)) {
            options.addCUDA(cuda);
            return "";
        } catch (OrtException e) {
            return "it cannot be loaded (" + OrtErrors.firstLine(e) + ")";
        }
    }

    /** The environment that tensors for these sessions belong to. */
    OrtEnvironment environment() {
        return environment;
    }

    /** What sessions run on; never {@code auto}. */
    public Provider provider() {
        return provider;
    }

    /** Opens a session; the caller closes it. A graph that cannot be loaded is bad data. */
    public Session open(Graph graph) {
        return open(graph.name(), GraphWriter.encode(graph), Map.of());
    }

    /**
     * Opens a session over a graph whose initializers come from elsewhere; the caller closes it.
     *
     * @param graph its name, for messages
     * @param onnx as {@link GraphWriter#encodeWithoutData} makes it
     * @param initializers by name; the session copies them
     */
    public Session open(String graph, byte[] onnx, Map<String, Value> initializers) {
        Map<String, OnnxTensorLike> tensors = HashMap.newHashMap(initializers.size());
        initializers.forEach((name, value) -> tensors.put(name, value.tensor()));
        try (SessionOptions options = new SessionOptions()) {
            if (!tensors.isEmpty()) {
                options.addExternalInitializers(tensors);
            }
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // or it prints
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            return new Session(graph, open(onnx, options));
        } catch (OrtException e) {
            throw OrtErrors.of("Graph '%s' cannot be loaded".formatted(graph), e);
        }
    }

    private OrtSession open(byte[] onnx, SessionOptions options) throws OrtException {
        if (provider instanceof Provider.Cuda(int device)) {
            try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device)) {
                options.addCUDA(cuda);
                return environment.createSession(onnx, options);
            }
        }
        return environment.createSession(onnx, options);
    }
}
