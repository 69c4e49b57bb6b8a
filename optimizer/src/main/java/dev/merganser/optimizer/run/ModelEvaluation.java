package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.task.TaskReader;
import dev.merganser.results.file.JsonText;
import dev.merganser.results.statistics.MeanIntervals;
import dev.merganser.results.value.Interval;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The scores of one model on tasks.
 *
 * @param items number of items by task
 * @param values by measure
 * @param intervals of those values that are means over items
 */
public record ModelEvaluation(
        String model,
        Split split,
        Map<String, Integer> items,
        Map<Measure, Double> values,
        Map<Measure, Interval> intervals) {

    private static final long INTERVAL_SEED = 1;

    /**
     * Scores a checkpoint, an {@code .onnx}, or what a recipe makes.
     *
     * @param graph the inference graph; the model itself where it is an {@code .onnx}
     */
    public static ModelEvaluation of(
            Path model, List<Path> taskFiles, Optional<Path> graph, Split split, int batch) {
        List<Task> tasks = taskFiles.stream().map(TaskReader::read).toList();
        Measurements all = new ModelMeter(model, tasks, graph, split, batch).measure();
        return new ModelEvaluation(
                model.toString(), split, counts(tasks, split), all.values(), intervals(all));
    }

    private static Map<String, Integer> counts(List<Task> tasks, Split split) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        tasks.forEach(task -> counts.put(task.name(), task.itemCount(split)));
        return counts;
    }

    private static Map<Measure, Interval> intervals(Measurements all) {
        MeanIntervals seeded = MeanIntervals.withSeed(INTERVAL_SEED);
        Map<Measure, Interval> intervals = new LinkedHashMap<>();
        all.items()
                .forEach((measure, items) -> intervals.put(measure, seeded.mean(items).interval()));
        return intervals;
    }

    /** A line for each measure. */
    public String text() {
        var text = new StringBuilder(model + " on " + split.key());
        values.forEach(
                (measure, value) ->
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        "%n%-28s %.6f  %s  (%d items)",
                                        measure.key(),
                                        value,
                                        interval(measure),
                                        items.get(measure.task()))));
        return text.toString();
    }

    private String interval(Measure measure) {
        return Optional.ofNullable(intervals.get(measure))
                .map(
                        interval ->
                                String.format(
                                        Locale.ROOT,
                                        "95 %% interval %.4f–%.4f",
                                        interval.low(),
                                        interval.high()))
                .orElse("no interval");
    }

    /** The same as JSON, values in full precision. */
    public String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", model);
        fields.put("split", split.key());
        Map<String, Object> measured = new LinkedHashMap<>();
        values.forEach((measure, value) -> measured.put(measure.key(), fields(measure, value)));
        fields.put("items", items);
        fields.put("values", measured);
        return JsonText.pretty(fields);
    }

    private Map<String, Object> fields(Measure measure, double value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("value", value);
        Optional.ofNullable(intervals.get(measure))
                .ifPresent(ends -> fields.put("interval", List.of(ends.low(), ends.high())));
        return fields;
    }
}
