package dev.merganser.evaluators.task;

/** What a task asks of a model. */
public enum TaskKind {
    /** One class of several per item, by a frozen linear head on the graph's features. */
    CLASSIFICATION
}
