package dev.merganser.results;

/**
 * A measured quantity that a search improves.
 *
 * @param name unique in a run; {@code <task>.<metric>} unless given
 */
public record Objective(String name, String task, String metric, Direction direction) {}
