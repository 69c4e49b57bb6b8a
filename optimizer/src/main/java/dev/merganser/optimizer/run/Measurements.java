package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.metric.Metric;
import dev.merganser.recipes.error.BadDataException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has been measured of one candidate on one split so far. For one thread. */
final class Measurements {

    private final Map<Measure, Double> values = new LinkedHashMap<>();
    private final Map<Measure, float[]> items = new LinkedHashMap<>();

    /** The same so far, to add to. */
    Measurements copy() {
        var copy = new Measurements();
        copy.values.putAll(values);
        copy.items.putAll(items);
        return copy;
    }

    /** Adds scores of items; the value is their mean. */
    void add(Measure measure, float[] scores) {
        items.put(measure, scores);
        values.put(measure, Metric.value(scores));
    }

    /** Adds a value that is no mean over items. */
    void add(Measure measure, double value) {
        values.put(measure, value);
    }

    /** All values. */
    Map<Measure, Double> values() {
        return values;
    }

    /** The scores of those values that are means over items. */
    Map<Measure, float[]> items() {
        return items;
    }

    double value(Measure measure) {
        return values.getOrDefault(measure, Double.NaN);
    }

    /** Refuses NaN and infinities. */
    void requireFinite() {
        values.forEach((measure, value) -> requireFinite(measure, Double.isFinite(value)));
        items.forEach((measure, scores) -> requireFinite(measure, areFinite(scores)));
    }

    private static boolean areFinite(float[] scores) {
        for (float score : scores) {
            if (!Float.isFinite(score)) {
                return false;
            }
        }
        return true;
    }

    private static void requireFinite(Measure measure, boolean finite) {
        if (!finite) {
            throw new BadDataException(
                    "the scores of %s must be finite, found NaN or infinity. Maybe the merged weights are too large."
                            .formatted(measure.key()));
        }
    }

    /** Adds the mean of others, in which each counts the same, however many items it has. */
    void addMean(Measure mean, List<Measure> parts) {
        if (parts.stream().allMatch(items::containsKey)) {
            add(mean, weighted(parts.stream().map(items::get).toList()));
        } else {
            add(mean, parts.stream().mapToDouble(this::value).average().orElse(Double.NaN));
        }
    }

    /** All scores in a row, in such units that their mean is the mean of the parts' means. */
    private static float[] weighted(List<float[]> parts) {
        int count = parts.stream().mapToInt(part -> part.length).sum();
        float[] all = new float[count];
        int at = 0;
        for (float[] part : parts) {
            double weight = (double) count / parts.size() / part.length;
            for (float score : part) {
                all[at++] = (float) (weight * score);
            }
        }
        return all;
    }

    /**
     * How much worse this is than the base: item by item where both have items.
     *
     * @param higherIsBetter the direction of what is compared
     */
    void addForgetting(
            Measure forgetting, Measure guarded, Measurements base, boolean higherIsBetter) {
        Optional<float[]> ours = Optional.ofNullable(items.get(guarded));
        Optional<float[]> theirs = Optional.ofNullable(base.items.get(guarded));
        if (ours.isPresent() && theirs.isPresent()) {
            add(
                    forgetting,
                    higherIsBetter
                            ? difference(theirs.get(), ours.get())
                            : difference(ours.get(), theirs.get()));
        } else {
            double gain = value(guarded) - base.value(guarded);
            add(forgetting, higherIsBetter ? -gain : gain);
        }
    }

    private static float[] difference(float[] from, float[] take) {
        float[] difference = new float[from.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = from[i] - take[i];
        }
        return difference;
    }
}
