package dev.merganser.optimizer.command;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.run.ModelEvaluation;
import dev.merganser.recipes.error.WrongUseException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code merganser evaluate}. */
@picocli.CommandLine.Command(
        name = "evaluate",
        description = "Score a model or a recipe on tasks, with 95 %% confidence intervals.")
final class EvaluateCommand extends Command {

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

    @Option(
            names = "--graph",
            paramLabel = "G.onnx",
            description = "The inference graph, where the model is no .onnx.")
    private @Nullable Path graph;

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
        ModelEvaluation evaluation =
                ModelEvaluation.of(model, tasks, Optional.ofNullable(graph), split(), batch);
        console.out().println(json ? evaluation.json() : evaluation.text());
        return 0;
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
