package dev.merganser.results.value;

/**
 * A measured quantity; a search improves its objectives and reports its other measures.
 *
 * @param name unique in a run; {@code <task>.<metric>} unless given
 */
public record Objective(String name, String task, String metric, Direction direction) {

    public Objective {
        requireText("name", name);
        requireText("task", task);
        requireText("metric", metric);
    }

    /** An objective under its usual name, {@code <task>.<metric>}. */
    public static Objective of(String task, String metric, Direction direction) {
        return new Objective(task + "." + metric, task, metric, direction);
    }

    /** The cost of a value: finite, lower is better. Its own inverse. */
    public double cost(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "Objective '" + name + "' must be finite, found " + value);
        }
        return direction.cost(value);
    }

    private static void requireText(String part, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("An objective's " + part + " must not be blank");
        }
    }
}
