package dev.merganser.optimizer.command;

import dev.merganser.evaluators.task.MeasurementException;
import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.run.ModelEvaluation;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code merganser evaluate}. */
@picocli.CommandLine.Command(
        name = "evaluate",
        description = "Score a model or a recipe on tasks, with 95 %% confidence intervals.")
final class EvaluateCommand extends Command {

    private static final int SHOWN_LINES = 20;

    @Parameters(
            paramLabel = "MODEL_OR_RECIPE",
            description = "A checkpoint, an .onnx, or a recipe that ends in .yml or .yaml.")
    private Path model = Path.of("");

    @Option(
            names = "--task",
            required = true,
            paramLabel = "TASK.yml",
            description = "A task; may be given several times.")
    private List<Path> tasks = List.of();

    @Mixin private GraphOption graph = new GraphOption();

    @Option(
            names = "--split",
            paramLabel = "S",
            description = "search, validation or test; search by default.")
    private String split = "search";

    @Option(names = "--batch", paramLabel = "N", description = "Items in one call; 256 by default.")
    private int batch = 256;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    EvaluateCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        requirePositive();
        try (CleanEnd _ = CleanEnd.begin()) {
            ModelEvaluation evaluation =
                    ModelEvaluation.of(model, tasks, graph.file(), split(), batch);
            console.out().println(json ? evaluation.json() : evaluation.text());
            return 0;
        } catch (MeasurementException e) {
            lastLines(e.output()).forEach(console.err()::println);
            throw new BadDataException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A program's last words; all of a flood would hide the message. */
    private static List<String> lastLines(String output) {
        List<String> lines = output.lines().toList();
        return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    }

    private void requirePositive() {
        if (batch < 1) {
            throw new WrongUseException("--batch must be at least 1, found " + batch + ".");
        }
    }

    private Split split() {
        return Arrays.stream(Split.values())
                .filter(known -> known.key().equals(split.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new WrongUseException(
                                        "--split must be search, validation or test, found '"
                                                + split
                                                + "'."));
    }
}
