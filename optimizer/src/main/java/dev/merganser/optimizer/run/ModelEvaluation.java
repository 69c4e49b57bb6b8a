package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.Scorer;
import dev.merganser.evaluators.WeightMode;
import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.task.TaskReader;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.WeightSource;
import dev.merganser.results.file.JsonText;
import dev.merganser.results.statistics.MeanIntervals;
import dev.merganser.results.value.Estimate;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The scores of one model on tasks.
 *
 * @param items number of items by task
 * @param values mean score with its interval by measure
 */
public record ModelEvaluation(
        String model, Split split, Map<String, Integer> items, Map<Measure, Estimate> values) {

    private static final long INTERVAL_SEED = 1;

    /**
     * Scores a checkpoint, an {@code .onnx}, or what a recipe makes.
     *
     * @param graph the inference graph; the model itself where it is an {@code .onnx}
     */
    public static ModelEvaluation of(
            Path model, List<Path> taskFiles, Optional<Path> graph, Split split, int batch) {
        List<Task> tasks = taskFiles.stream().map(TaskReader::read).toList();
        Path graphFile = graph.orElseGet(() -> ownGraph(model));
        RuntimeSettings runtime =
                RuntimeSettings.defaults()
                        .withThreads(1)
                        .withBatch(batch)
                        .withWeights(WeightMode.FEED);
        if (isRecipe(model)) {
            try (Models models = Models.open(Path.of(""))) {
                MergePlan plan = Merger.plan(RecipeReader.read(model), models);
                plan.requireLayersOfGraph(model.toString());
                Graph matched = MatchedGraph.read(graphFile, plan.like());
                return of(model, plan, matched, tasks, split, runtime);
            }
        }
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            Graph matched = MatchedGraph.read(graphFile, checkpoint);
            return of(model, checkpoint, matched, tasks, split, runtime);
        }
    }

    private static ModelEvaluation of(
            Path model,
            WeightSource weights,
            Graph graph,
            List<Task> tasks,
            Split split,
            RuntimeSettings runtime) {
        try (Scorer scorer = Scorer.open(graph, tasks, runtime)) {
            Map<Measure, float[]> scores = scorer.score(weights, split, measures(tasks));
            return new ModelEvaluation(
                    model.toString(), split, counts(scorer, tasks, split), estimates(scores));
        }
    }

    private static Path ownGraph(Path model) {
        if (model.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return model;
        }
        throw new WrongUseException(
                "--graph must name the inference graph (an .onnx file) of %s, found none."
                        .formatted(model));
    }

    private static boolean isRecipe(Path model) {
        String name = model.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".yml") || name.endsWith(".yaml");
    }

    private static Set<Measure> measures(List<Task> tasks) {
        Set<Measure> measures = new LinkedHashSet<>();
        for (Task task : tasks) {
            task.metrics().forEach(metric -> measures.add(new Measure(task.name(), metric)));
        }
        return measures;
    }

    private static Map<String, Integer> counts(Scorer scorer, List<Task> tasks, Split split) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        tasks.forEach(task -> counts.put(task.name(), scorer.itemCount(task.name(), split)));
        return counts;
    }

    private static Map<Measure, Estimate> estimates(Map<Measure, float[]> scores) {
        MeanIntervals intervals = MeanIntervals.withSeed(INTERVAL_SEED);
        Map<Measure, Estimate> estimates = new LinkedHashMap<>();
        scores.forEach(
                (measure, items) -> {
                    requireFinite(measure, items);
                    double value = Metric.value(items);
                    estimates.put(measure, new Estimate(value, intervals.mean(items).interval()));
                });
        return estimates;
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

    /** A line for each measure. */
    public String text() {
        var text = new StringBuilder(model + " on " + split.key());
        values.forEach(
                (measure, estimate) ->
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        "%n%-28s %.6f  95 %% interval %.4f–%.4f  (%d items)",
                                        measure.key(),
                                        estimate.value(),
                                        estimate.interval().low(),
                                        estimate.interval().high(),
                                        items.get(measure.task()))));
        return text.toString();
    }

    /** The same as JSON, values in full precision. */
    public String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", model);
        fields.put("split", split.key());
        Map<String, Object> measured = new LinkedHashMap<>();
        values.forEach((measure, estimate) -> measured.put(measure.key(), fields(estimate)));
        fields.put("items", items);
        fields.put("values", measured);
        return JsonText.pretty(fields);
    }

    private static Map<String, Object> fields(Estimate estimate) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("value", estimate.value());
        fields.put("interval", List.of(estimate.interval().low(), estimate.interval().high()));
        return fields;
    }
}
