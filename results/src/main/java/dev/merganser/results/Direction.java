package dev.merganser.results;

/** Whether less or more of an objective is better. */
public enum Direction {
    MINIMIZE,
    MAXIMIZE;

    /** The cost of a value: lower is better, whatever the direction. Its own inverse. */
    public double cost(double value) {
        return this == MINIMIZE ? value : -value;
    }
}
