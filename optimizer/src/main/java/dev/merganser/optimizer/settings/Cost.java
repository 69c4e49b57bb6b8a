package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.Measure;
import dev.merganser.results.value.Objective;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a candidate costs, beside what tasks measure: always lower is better. */
public enum Cost {
    /** Milliseconds that an item takes on a runner. Never twice the same. */
    LATENCY,
    /** How many weights the merged model has. */
    PARAMETERS,
    /** How many layers run, one after the other. */
    LAYERS,
    /** How far the weights went from the base, relative to the size of the base. */
    DISTANCE,
    /** How much worse than the base the candidate is on a task. */
    FORGETTING;

    /** What stands in the place of a task where a cost belongs to none. */
    public static final String TASK = Objective.COST;

    private static final String FORGOTTEN = Objective.FORGETTING;

    /** The name in search files, and of the quantity unless it has another. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Cost> named(String key) {
        return Arrays.stream(values()).filter(cost -> cost.key().equals(key)).findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Cost::key).toList();
    }

    /** The cost that a measure is; empty where it is a metric of a task. */
    public static Optional<Cost> of(Measure measure) {
        if (measure.metric().startsWith(FORGOTTEN)) {
            return Optional.of(FORGETTING);
        }
        return measure.task().equals(TASK) ? named(measure.metric()) : Optional.empty();
    }

    /** The measure of a cost that belongs to no task. */
    public Measure measure() {
        return new Measure(TASK, key());
    }

    /** Forgetting as a measure of the task that is guarded. */
    public static Measure forgetting(Measure guarded) {
        return new Measure(guarded.task(), FORGOTTEN + guarded.metric());
    }

    /** What is compared with the base where a measure is {@link #FORGETTING}. */
    public static Measure guarded(Measure forgetting) {
        return new Measure(forgetting.task(), forgetting.metric().substring(FORGOTTEN.length()));
    }
}
