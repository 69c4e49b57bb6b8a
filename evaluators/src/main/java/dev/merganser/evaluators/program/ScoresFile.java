package dev.merganser.evaluators.program;

import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.task.MeasuredScores;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.file.SmallFile;

import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a program wrote: {@code {"metrics": {"acc": 0.71}, "items": {"acc": [1, 0, 1]}}}. Where a
 * metric has items, its value is their mean; where it has not, the value is all that is known.
 * Metrics that nobody asked for are passed over.
 */
final class ScoresFile {

    /** How far a metric may be from the mean of its items, where it is at most 1; else relative. */
    private static final double TOLERANCE = 1e-4;

    /** Python writes NaN, which deserves a better complaint than that of a parser. */
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final JsonNode values;
    private final JsonNode items;
    private final int itemCount;

    private ScoresFile(JsonNode root, int itemCount) {
        this.values = root.path("metrics");
        this.items = root.path("items");
        this.itemCount = itemCount;
    }

    /**
     * Reads the scores of some metrics.
     *
     * @param itemCount how many items there must be of a metric that has some
     */
    static MeasuredScores read(Path file, Set<String> metrics, int itemCount) {
        return new ScoresFile(root(file), itemCount).scores(metrics);
    }

    private static JsonNode root(Path file) {
        if (!Files.exists(file)) {
            throw new BadDataException("it must write its scores to {output}, found no such file");
        }
        try {
            JsonNode root = MAPPER.readTree(SmallFile.text(file));
            if (root.isObject()) {
                return root;
            }
        } catch (JacksonException e) {
            throw new BadDataException(
                    "its scores must be one JSON object: " + Quoted.json(e.getOriginalMessage()),
                    e);
        }
        throw new BadDataException("its scores must be one JSON object, found another value");
    }

    private MeasuredScores scores(Set<String> metrics) {
        Map<String, Double> means = new LinkedHashMap<>();
        Map<String, float[]> scores = new LinkedHashMap<>();
        for (String metric : metrics) {
            if (items.has(metric)) {
                float[] ofMetric = items(metric);
                scores.put(metric, ofMetric);
                means.put(metric, mean(metric, ofMetric));
            } else {
                means.put(metric, value(metric));
            }
        }
        return new MeasuredScores(means, scores);
    }

    private float[] items(String metric) {
        JsonNode array = items.path(metric);
        if (!array.isArray() || array.size() != itemCount) {
            throw new BadDataException(
                    "items.%s must be %d numbers as the task says, found %s"
                            .formatted(
                                    metric, itemCount, array.isArray() ? array.size() : "no list"));
        }
        float[] scores = new float[itemCount];
        for (int i = 0; i < itemCount; i++) {
            scores[i] = (float) number(array.get(i));
            if (!Float.isFinite(scores[i])) {
                throw notFinite("items.%s[%d]".formatted(metric, i), array.get(i));
            }
        }
        return scores;
    }

    private double mean(String metric, float[] scores) {
        double mean = Metric.value(scores);
        if (values.has(metric)) {
            double told = value(metric);
            if (!(Math.abs(mean - told) <= TOLERANCE * Math.max(1, Math.abs(told)))) {
                throw new BadDataException(
                        "metrics.%s must be the mean of its items, found %s and a mean of %s"
                                .formatted(metric, told, mean));
            }
        }
        return mean;
    }

    private double value(String metric) {
        if (!values.has(metric)) {
            throw new BadDataException(
                    "its scores must have metric '%s', found %s"
                            .formatted(
                                    metric,
                                    values.isEmpty()
                                            ? "none"
                                            : Quoted.line(
                                                    String.join(", ", values.propertyNames()))));
        }
        double value = number(values.path(metric));
        if (!Double.isFinite(value)) {
            throw notFinite("metrics." + metric, values.path(metric));
        }
        return value;
    }

    private static BadDataException notFinite(String place, JsonNode found) {
        return new BadDataException(
                "%s must be a finite number, found %s"
                        .formatted(
                                place,
                                found.isNumber()
                                        ? String.valueOf(found.doubleValue())
                                        : Quoted.line(found.toString())));
    }

    /** Right and wrong may be told by true and false; NaN where it is no number. */
    private static double number(JsonNode node) {
        if (node.isBoolean()) {
            return node.booleanValue() ? 1 : 0;
        }
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }
}
