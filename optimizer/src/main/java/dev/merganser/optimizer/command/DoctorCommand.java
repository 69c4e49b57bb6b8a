package dev.merganser.optimizer.command;

import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.session.RuntimeInfo;
import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.run.ModelEvaluation;
import dev.merganser.optimizer.run.ProgramVersion;
import dev.merganser.recipes.file.ByteCount;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code merganser doctor}. */
@picocli.CommandLine.Command(
        name = "doctor",
        description = "Show Java, providers, cores, memory and disk, and run a small self-test.")
final class DoctorCommand extends Command {

    DoctorCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        RuntimeInfo runtime = RuntimeInfo.here();
        line("merganser", ProgramVersion.text());
        line("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
        line("onnxruntime", runtime.version() + ", providers " + runtime.providers());
        line("provider", runtime.provider());
        line("cores", String.valueOf(runtime.cores()));
        line("java heap", ByteCount.text(Runtime.getRuntime().maxMemory()));
        line("free disk", ByteCount.text(freeDisk()) + " in the working directory");
        line("self-test", selfTest());
        return 0;
    }

    /** Scores the bundled base model: reads, cuts and runs a real graph. */
    private static String selfTest() {
        long start = System.nanoTime();
        ModelEvaluation evaluation =
                ModelEvaluation.of(
                        BundledFamily.path("base.safetensors"),
                        List.of(BundledFamily.path("tasks/digits.yml")),
                        Optional.of(BundledFamily.path("graph.onnx")),
                        Split.SEARCH,
                        RuntimeSettings.defaults().batch());
        return String.format(
                Locale.ROOT,
                "passed: the bundled base model scored %d digits in %.2f s",
                evaluation.items().get("digits"),
                (System.nanoTime() - start) / 1e9);
    }

    private void line(String what, String value) {
        console.out().printf(Locale.ROOT, "%-12s %s%n", what, value);
    }

    private static long freeDisk() {
        try {
            return Files.getFileStore(Path.of("").toAbsolutePath()).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot ask for the free disk space", e);
        }
    }
}
