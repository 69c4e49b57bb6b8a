package dev.merganser.evaluators.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtEnvironment.ThreadingOptions;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;

import dev.merganser.evaluators.FakeWeights;
import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.Scorer;
import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.TestTasks;
import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

class SessionFactoryTest {

    @Test
    void providersAreReadAndWritten() {
        assertThat(Provider.parse("auto")).isEqualTo(new Provider.Auto());
        assertThat(Provider.parse("cuda")).isEqualTo(new Provider.Cuda(0));
        for (String key : List.of("auto", "cpu", "cuda:3", "tensorrt:1", "directml:0", "coreml")) {
            assertThat(Provider.parse(key).key()).isEqualTo(key);
        }
        assertThatThrownBy(() -> Provider.parse("cpuu"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "provider must be auto, cpu, cuda, cuda:N, tensorrt[:N], directml[:N] or"
                                + " coreml, found 'cpuu'. Did you mean 'cpu'?");
    }

    @Test
    void optionsOfCudaAreThoseOfOnnxRuntime() {
        Provider cuda = Provider.parse("cuda:1").withCuda(Map.of("gpu_mem_limit", "1000000"));
        assertThat(cuda).isEqualTo(new Provider.Cuda(1, Map.of("gpu_mem_limit", "1000000")));
        assertThat(cuda.key()).isEqualTo("cuda:1");
        assertThatThrownBy(() -> new Provider.Auto().withCuda(Map.of("gpu_memory_limit", "1")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith(
                        "cuda has no option 'gpu_memory_limit'. Did you mean 'gpu_mem_limit'? Known: ");
        assertThatThrownBy(() -> new Provider.Auto().withCuda(Map.of("device_id", "1")))
                .hasMessage("cuda must not set device_id: it is the N of provider: cuda:N.");
        assertThatThrownBy(() -> new Provider.Cpu().withCuda(Map.of("use_tf32", "0")))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("cuda holds options for provider cuda or auto, but provider is cpu.");
    }

    @Test
    void aProviderThatIsNotCompiledInIsRefusedWithWhatItNeeds() {
        Map<String, String> needs =
                Map.of(
                        "cuda", "CUDA 12",
                        "tensorrt", "TensorRT 10",
                        "directml", "Windows",
                        "coreml", "macOS");
        List<String> here = RuntimeInfo.here().providers();
        needs.forEach(
                (key, need) -> {
                    if (here.stream().noneMatch(name -> name.replace("_", "").equals(key))) {
                        assertThatThrownBy(() -> SessionFactory.of(Provider.parse(key)))
                                .isInstanceOf(WrongUseException.class)
                                .hasMessageStartingWith("provider " + key)
                                .hasMessageContaining(need);
                    }
                });
    }

    @Test
    void theRuntimeTellsItsVersionAndProviders() {
        RuntimeInfo here = RuntimeInfo.here();
        assertThat(here.version()).startsWith("1.");
        assertThat(here.providers()).contains("cpu");
        assertThat(here.provider()).matches("cpu|cuda:0");
        assertThat(here.cores()).isPositive();
    }

    @Test
    void cudaThatIsNotThereIsRefusedWithWhatToBuild() {
        if (RuntimeInfo.here().providers().contains("cuda")) {
            return;
        }
        assertThatThrownBy(() -> SessionFactory.of(new Provider.Cuda(0)))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "provider cuda:0 must be there, but this ONNX Runtime (artifact onnxruntime)"
                                + " has no CUDA. Maybe build with the profile 'gpu' (mvn -Pgpu,"
                                + " artifact onnxruntime_gpu, needs CUDA 12), or choose provider:"
                                + " cpu.");
    }

    /** Main of a process of its own. */
    public static final class Start {
        private Start() {}

        public static void main(String[] args) throws OrtException {
            if (args.length > 0) {
                try (var threads = new ThreadingOptions()) {
                    threads.setGlobalIntraOpNumThreads(2);
                    OrtEnvironment.getEnvironment(
                            OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "host", threads);
                }
            }
            var task = TestTasks.of("digits", 16, 10, 20, 5);
            var measure = new Measure("digits", "accuracy");
            var settings = RuntimeSettings.defaults().withProvider(new Provider.Cpu());
            try (Scorer scorer = Scorer.open(TestModels.vit(), List.of(task), settings)) {
                var scores =
                        scorer.score(
                                FakeWeights.of(TestModels.vit()), Split.SEARCH, Set.of(measure));
                System.out.println("cut into " + scorer.model().steps().size());
                System.out.println("scored " + scores.get(measure).length);
            }
        }
    }

    @Test
    void aLongCommandLineDoesNotEndTheProcess(@TempDir Path folder) throws Exception {
        assertThat(output(folder, List.of("-Dlong=" + "x".repeat(50_000), Start.class.getName())))
                .contains("cut into 5", "scored 20");
    }

    @Test
    void aHostMayHaveMadeAnEnvironmentWithAGlobalPool(@TempDir Path folder) throws Exception {
        assertThat(output(folder, List.of(Start.class.getName(), "host")))
                .contains("cut into 5", "scored 20");
    }

    private static String output(Path folder, List<String> arguments) throws Exception {
        Path out = folder.resolve("out.txt");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().remove("ORT_DISABLE_TELEMETRY");
        Process process = builder.redirectOutput(out.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readString(out);
    }

    @Test
    void largeConstantsAreTakenFromWhereTheyLie() {
        int size = 1 << 15;
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = i;
        }
        try (Arena arena = Arena.ofShared()) {
            MemorySegment unaligned = arena.allocate(size * 4L + 1).asSlice(1);
            MemorySegment.copy(
                    values, 0, unaligned, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values.length);
            Tensor there = new Tensor(new TensorInfo("c", DType.F32, Shape.of(size)), unaligned);
            Tensor heap =
                    new Tensor(
                            there.info(),
                            MemorySegment.ofArray(unaligned.toArray(ValueLayout.JAVA_BYTE)));
            assertThat(sumWith(there)).isEqualTo(sumWith(heap)).containsExactly(doubled(values));
        }
    }

    @Test
    @SuppressWarnings("restricted") // the memory is not there, and nothing of it is read
    void aConstantOfTwoGigabytesOrMoreIsNamedWithItsSize() {
        var info = new TensorInfo("table", DType.F32, Shape.of(600_000_000));
        GraphBuilder graph = GraphBuilder.named("sum").opset(17);
        graph.initializer(new Tensor(info, MemorySegment.NULL.reinterpret(info.bytes())));
        graph.node(Node.of("add", "Add", List.of("table", "table"), List.of("y")));
        Graph sum = graph.output("y", DType.F32, Dim.of(600_000_000)).build();
        SessionFactory sessions = SessionFactory.of(new Provider.Cpu());
        assertThatThrownBy(() -> sessions.open(sum))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Constant 'table' of graph 'sum' must have less than 2 GB, found F32 [600000000] of 2.40 GB.");
    }

    private static float[] doubled(float[] values) {
        float[] doubled = values.clone();
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] *= 2;
        }
        return doubled;
    }

    /** c + c by a session, whose bytes do not have the values. */
    private static float[] sumWith(Tensor constant) {
        SessionFactory sessions = SessionFactory.of(new Provider.Cpu());
        GraphBuilder graph = GraphBuilder.named("sum").opset(17);
        graph.initializer(constant);
        graph.node(Node.of("add", "Add", List.of("c", "c"), List.of("y")));
        graph.output("y", DType.F32, Dim.of(constant.shape().elements()));
        try (LargeConstants constants = LargeConstants.of(sessions, graph.build())) {
            assertThat(constants.onnx()).hasSizeLessThan(1000);
        }
        try (Session session = sessions.open(graph.build());
                Results results = session.run(Map.of(), Set.of("y"), Map.of())) {
            return results.get("y").floats();
        }
    }
}
