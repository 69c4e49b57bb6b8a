package dev.merganser.optimizer.algorithm;

import java.util.Arrays;
import java.util.List;

/** What became of a candidate, as an algorithm sees it. */
public sealed interface Outcome {

    /** Finite costs, one an objective; lower is better. */
    record Costs(List<Double> values) implements Outcome {
        public Costs {
            values = List.copyOf(values);
            for (double value : values) {
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException("A cost must be finite, found " + value);
                }
            }
        }

        public static Costs of(double... values) {
            return new Costs(Arrays.stream(values).boxed().toList());
        }
    }

    /** The candidate could not be scored. */
    record Failed(String reason) implements Outcome {}
}
