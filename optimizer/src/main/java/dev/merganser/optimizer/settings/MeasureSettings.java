package dev.merganser.optimizer.settings;

/**
 * A metric of a task under a name.
 *
 * @param name unique among objectives and measures; {@code <task>.<metric>} unless given
 */
public record MeasureSettings(String name, String task, String metric) {}
