package dev.merganser.results.value;

/**
 * A measured quantity; a search improves its objectives and reports its other measures.
 *
 * @param name unique in a run; {@code <task>.<metric>} unless given
 */
public record Objective(String name, String task, String metric, Direction direction) {

    /** What stands in the place of a task where a quantity is a cost that belongs to none. */
    public static final String COST = "cost";

    /** How the metric begins of a quantity that is the difference of a metric from the base's. */
    public static final String FORGETTING = "forgetting.";

    private static final String LATENCY = "latency";

    public Objective {
        requireText("name", name);
        requireText("task", task);
        requireText("metric", metric);
    }

    /** An objective under its usual name, {@code <task>.<metric>}. */
    public static Objective of(String task, String metric, Direction direction) {
        return new Objective(task + "." + metric, task, metric, direction);
    }

    /** Whether it is measured by a clock, so that it is never the same twice. */
    public boolean isTimed() {
        return task.equals(COST) && metric.equals(LATENCY);
    }

    /** Whether its items are differences, which may be below 0. */
    public boolean isDifference() {
        return metric.startsWith(FORGETTING);
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
