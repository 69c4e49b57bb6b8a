package dev.merganser.evaluators;

/** A metric of a task; written {@code task.metric}. */
public record Measure(String task, String metric) {

    public String key() {
        return task + "." + metric;
    }
}
