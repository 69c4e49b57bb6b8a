package dev.merganser.optimizer.coefficient;

/** Where learning starts. */
public sealed interface StartPoint {

    /** At the same value of every coefficient. */
    record Value(double coefficient) implements StartPoint {
        public Value {
            if (!Double.isFinite(coefficient)) {
                throw new IllegalArgumentException(
                        "A start point must be finite, found " + coefficient);
            }
        }
    }

    /** At the best baseline that the space can express. */
    record Baseline() implements StartPoint {}
}
