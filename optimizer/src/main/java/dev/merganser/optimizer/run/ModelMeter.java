package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.Scorer;
import dev.merganser.evaluators.WeightMode;
import dev.merganser.evaluators.task.ExaminedContent;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.layer.LayerPositions;
import dev.merganser.recipes.matching.WeightMatching;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/** Measures one model on tasks once: by the graph, and by programs. */
final class ModelMeter {

    private final Path model;
    private final List<Task> asking;
    private final Optional<Path> graph;
    private final Optional<ProgramMeter> programs;
    private final Set<Measure> ofPrograms;
    private final Split split;
    private final int batch;

    /**
     * A meter.
     *
     * @param model a checkpoint, an {@code .onnx} or a recipe
     * @param graph the inference graph; the model itself where it is an {@code .onnx}
     */
    ModelMeter(Path model, List<Task> tasks, Optional<Path> graph, Split split, int batch) {
        this.model = model;
        this.asking =
                tasks.stream().filter(task -> task.content() instanceof ExaminedContent).toList();
        this.graph = graph;
        this.programs = ProgramMeter.of(tasks);
        List<Task> others = tasks.stream().filter(task -> !asking.contains(task)).toList();
        this.ofPrograms = measures(others);
        this.split = split;
        this.batch = batch;
        tasks.forEach(this::requireItems);
    }

    private Path graphFile() {
        return graph.orElseGet(this::ownGraph);
    }

    private Path ownGraph() {
        if (model.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return model;
        }
        throw new WrongUseException(
                "--graph must name the inference graph (an .onnx file) of %s, found none."
                        .formatted(model));
    }

    private void requireItems(Task task) {
        if (task.itemCount(split) == 0) {
            throw new WrongUseException(
                    "Task '%s' has no %s items.".formatted(task.name(), split.key()));
        }
    }

    private static Set<Measure> measures(List<Task> tasks) {
        Set<Measure> measures = new LinkedHashSet<>();
        for (Task task : tasks) {
            task.metrics().forEach(metric -> measures.add(new Measure(task.name(), metric)));
        }
        return measures;
    }

    Measurements measure() {
        var all = new Measurements();
        if (isRecipe()) {
            try (Models models = Models.open(Path.of(""))) {
                measure(RecipeReader.read(model), models, all);
            }
        } else {
            try (Checkpoint checkpoint = Checkpoints.open(model)) {
                ask(checkpoint, checkpoint, all);
            }
            programs.ifPresent(each -> each.measure(model, split, ofPrograms, all));
        }
        return all;
    }

    private void measure(Recipe recipe, Models models, Measurements into) {
        Merger merger = Merger.of(models);
        if (!asking.isEmpty() && recipe.composition() instanceof LayerPath) {
            askPath(recipe, models, merger, into);
        } else if (!asking.isEmpty()) {
            MergePlan plan = merger.plan(recipe);
            plan.requireLayersOfGraph(model.toString());
            ask(plan, plan.like(), into);
        }
        programs.ifPresent(
                each -> each.measure(merger.plan(recipe), split, ofPrograms, () -> false, into));
    }

    private void askPath(Recipe recipe, Models models, Merger merger, Measurements into) {
        String base = recipe.baseModel().orElseThrow();
        Map<String, Path> graphs = RecipeGraphs.of(recipe, models, graph);
        try (PathSessions sessions =
                PathSessions.open(base, graphs, models, merger, asking, runtime())) {
            requireRunnable(recipe, sessions.candidates());
            var meter =
                    new PathMeter(
                            sessions.scorer(), sessions.candidates(), merger, measures(asking));
            switch (meter.measure(List.of(recipe), split).getFirst()) {
                case Reading.Measured(Measurements all, _) -> all.items().forEach(into::add);
                case Reading.Failed(String reason, _) ->
                        throw new BadDataException(model + ": " + reason);
                case Reading.Abandoned() -> throw new CancellationException();
            }
        }
    }

    /** A layer that is not there is wrong in the recipe, not in the data. */
    private void requireRunnable(Recipe recipe, PathCandidates candidates) {
        try {
            var _ = candidates.of(recipe);
        } catch (WrongUseException e) {
            throw new WrongUseException(model + ": " + e.getMessage(), e);
        }
    }

    private RuntimeSettings runtime() {
        return RuntimeSettings.defaults()
                .withThreads(1)
                .withBatch(batch)
                .withWeights(WeightMode.FEED);
    }

    private boolean isRecipe() {
        String name = model.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".yml") || name.endsWith(".yaml");
    }

    /** Asks the graph, if there is one. */
    private void ask(WeightSource weights, Checkpoint like, Measurements into) {
        if (asking.isEmpty()) {
            return;
        }
        Graph own = GraphReader.read(graphFile());
        requireLayers(own, like);
        Graph matched = WeightMatching.of(own, like).applied(own);
        try (Scorer scorer = Scorer.open(matched, asking, runtime())) {
            scorer.score(weights, split, measures(asking)).forEach(into::add);
        }
        into.items().forEach(ModelMeter::requireFinite);
    }

    /** A graph of another depth would run some layers twice, or not at all. */
    private void requireLayers(Graph own, Checkpoint weights) {
        WeightNames names = WeightNames.canonical(own);
        OptionalInt run =
                layers(own.initializers().stream().map(each -> names.of(each.name()).name()));
        OptionalInt given = layers(weights.tensors().stream().map(TensorInfo::name));
        if (run.isPresent() && given.isPresent() && !run.equals(given)) {
            throw new WrongUseException(
                    "%s must have the %d layers of graph %s, found %d. Maybe evaluate the recipe that it is made by, or export it as .onnx."
                            .formatted(model, run.getAsInt(), graphFile(), given.getAsInt()));
        }
    }

    private static OptionalInt layers(Stream<String> tensors) {
        return LayerPositions.of(tensors.toList(), OptionalInt.empty()).ofOnlyStack();
    }

    private static void requireFinite(Measure measure, float[] items) {
        for (int i = 0; i < items.length; i++) {
            if (!Float.isFinite(items[i])) {
                throw new BadDataException(
                        "The scores of %s must be finite, found %s for item %d. Maybe the weights hold NaN: 'check --deep' looks."
                                .formatted(measure.key(), items[i], i));
            }
        }
    }
}
