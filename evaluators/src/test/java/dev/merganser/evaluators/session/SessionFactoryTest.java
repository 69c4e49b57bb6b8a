package dev.merganser.evaluators.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtEnvironment.ThreadingOptions;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;

import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

class SessionFactoryTest {

    @Test
    void providersAreReadAndWritten() {
        assertThat(Provider.parse("auto")).isEqualTo(new Provider.Auto());
        assertThat(Provider.parse("cuda")).isEqualTo(new Provider.Cuda(0));
        assertThat(Provider.parse("cuda:3").key()).isEqualTo("cuda:3");
        assertThatThrownBy(() -> Provider.parse("cpuu"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "provider must be auto, cpu, cuda or cuda:N, found 'cpuu'. Did you mean 'cpu'?");
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
            SessionFactory sessions = SessionFactory.of(new Provider.Cpu());
            SegmentedModel model = SegmentCutter.with(sessions).cut(TestModels.vit());
            System.out.println("cut into " + model.steps().size());
        }
    }

    @Test
    void aLongCommandLineDoesNotEndTheProcess(@TempDir Path folder) throws Exception {
        assertThat(output(folder, List.of("-Dlong=" + "x".repeat(50_000), Start.class.getName())))
                .contains("cut into 5");
    }

    @Test
    void aHostMayHaveMadeAnEnvironmentWithAGlobalPool(@TempDir Path folder) throws Exception {
        assertThat(output(folder, List.of(Start.class.getName(), "host"))).contains("cut into 5");
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
}
