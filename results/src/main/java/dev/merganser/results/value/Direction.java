package dev.merganser.results.value;

import java.util.Locale;

/** Whether less or more of an objective is better. */
public enum Direction {
    MINIMIZE,
    MAXIMIZE;

    /** The cost of a value: lower is better, whatever the direction. Its own inverse. */
    public double cost(double value) {
        return this == MINIMIZE ? value : -value;
    }

    /** The name in files: {@code minimize} or {@code maximize}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #key()} writes. */
    public static Direction parse(String key) {
        for (Direction direction : values()) {
            if (direction.key().equals(key)) {
                return direction;
            }
        }
        throw new IllegalArgumentException(
                "A direction is minimize or maximize, found '" + key + "'");
    }
}
