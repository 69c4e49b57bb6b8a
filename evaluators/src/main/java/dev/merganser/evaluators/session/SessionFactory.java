package dev.merganser.evaluators.session;

import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;

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
     * A factory for a provider; {@code auto} is settled here. One that does not work is wrong use.
     */
    public static SessionFactory of(Provider provider) {
        OrtEnvironment environment = Environments.get();
        Provider settled = settled(environment, provider);
        ProviderSetup.requireWorks(environment, settled);
        return new SessionFactory(environment, settled);
    }

    private static Provider settled(OrtEnvironment environment, Provider provider) {
        if (provider instanceof Provider.Auto(Map<String, String> options)) {
            var cuda = new Provider.Cuda(0, options);
            return ProviderSetup.works(environment, cuda) ? cuda : new Provider.Cpu();
        }
        return provider;
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
        try (LargeConstants constants = LargeConstants.of(this, graph)) {
            return open(graph.name(), constants.onnx(), constants.values());
        }
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
            ProviderSetup.add(options, provider);
            return new Session(graph, environment.createSession(onnx, options));
        } catch (OrtException e) {
            throw OrtErrors.of("Graph '%s' cannot be loaded".formatted(graph), e);
        }
    }
}
