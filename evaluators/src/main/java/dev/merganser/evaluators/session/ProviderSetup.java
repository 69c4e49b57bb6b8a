package dev.merganser.evaluators.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts providers into the options of sessions, and finds out whether they work. */
final class ProviderSetup {

    private ProviderSetup() {}

    /** Where a provider is compiled in, and what a user does where it is not or does not work. */
    private record Home(OrtProvider compiled, String advice) {}

    private static Optional<Home> home(Provider provider) {
        return switch (provider) {
            case Provider.Auto _, Provider.Cpu _ -> Optional.empty();
            case Provider.Cuda _ ->
                    Optional.of(
                            new Home(
                                    OrtProvider.CUDA,
                                    "build with the profile 'gpu' (mvn -Pgpu, artifact onnxruntime_gpu, needs CUDA 12)"));
            case Provider.TensorRt _ ->
                    Optional.of(
                            new Home(
                                    OrtProvider.TENSOR_RT,
                                    "build with the profile 'gpu' (mvn -Pgpu, artifact onnxruntime_gpu, needs CUDA 12, cuDNN 9 and TensorRT 10)"));
            case Provider.DirectMl _ ->
                    Optional.of(
                            new Home(
                                    OrtProvider.DIRECT_ML,
                                    "put an ONNX Runtime for Windows with DirectML on the class path (Maven Central has none)"));
            case Provider.CoreMl _ ->
                    Optional.of(
                            new Home(
                                    OrtProvider.CORE_ML,
                                    "run on macOS, where the artifact onnxruntime has Core ML"));
        };
    }

    /** Adds a provider; the CPU is always there, and runs what the provider cannot. */
    static void add(SessionOptions options, Provider provider) throws OrtException {
        switch (provider) {
            case Provider.Auto _, Provider.Cpu _ -> {}
            case Provider.Cuda(int device, Map<String, String> settings) -> {
                try (var cuda = new OrtCUDAProviderOptions(device)) {
                    for (var setting : settings.entrySet()) {
                        cuda.add(setting.getKey(), setting.getValue());
                    }
                    options.addCUDA(cuda);
                }
            }
            case Provider.TensorRt(int device) -> {
                try (var tensorRt = new OrtTensorRTProviderOptions(device)) {
                    options.addTensorrt(tensorRt);
                }
            }
            case Provider.DirectMl(int device) -> {
                options.setMemoryPatternOptimization(false); // DirectML works with neither
                options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
                options.addDirectML(device);
            }
            case Provider.CoreMl _ -> options.addCoreML();
        }
    }

    /** A provider that does not work is wrong use. */
    static void requireWorks(OrtEnvironment environment, Provider provider) {
        Optional<Home> home = home(provider);
        if (home.isPresent()) {
            failure(environment, provider, home.get().compiled())
                    .ifPresent(
                            failure -> {
                                throw new WrongUseException(
                                        "provider %s must be there, but %s. Maybe %s, or choose provider: cpu."
                                                .formatted(
                                                        provider.key(),
                                                        failure,
                                                        home.get().advice()));
                            });
        }
    }

    /** Whether a provider is compiled in and runs sessions. */
    static boolean works(OrtEnvironment environment, Provider provider) {
        return home(provider)
                .flatMap(home -> failure(environment, provider, home.compiled()))
                .isEmpty();
    }

    private static Optional<String> failure(
            OrtEnvironment environment, Provider provider, OrtProvider compiled) {
        if (!OrtEnvironment.getAvailableProviders().contains(compiled)) {
            return Optional.of(
                    "this ONNX Runtime (artifact onnxruntime) has no " + words(compiled));
        }
        try (SessionOptions options = new SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            add(options, provider);
            try (OrtSession session = environment.createSession(smallest(), options)) {
                return session.getNumInputs() == 1
                        ? Optional.empty()
                        : Optional.of("it gives sessions that are none");
            }
        } catch (OrtException e) {
            return Optional.of("it cannot be loaded (" + OrtErrors.firstLine(e) + ")");
        }
    }

    private static String words(OrtProvider provider) {
        return switch (provider) {
            case TENSOR_RT -> "TensorRT";
            case DIRECT_ML -> "DirectML";
            case CORE_ML -> "Core ML";
            default -> provider.name();
        };
    }

    /** One addition. */
    private static byte[] smallest() {
        GraphBuilder graph = GraphBuilder.named("probe").opset(17);
        graph.input("x", DType.F32, Dim.of(1));
        graph.node(Node.of("twice", "Add", List.of("x", "x"), List.of("y")));
        graph.output("y", DType.F32, Dim.of(1));
        return GraphWriter.encode(graph.build());
    }
}
