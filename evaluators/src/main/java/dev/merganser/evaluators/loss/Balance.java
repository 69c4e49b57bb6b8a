package dev.merganser.evaluators.loss;

import java.util.Locale;

/** How the losses of tasks are made comparable before they are added up. */
public enum Balance {
    /** Added up as they are. */
    NONE,
    /** Divided by the logarithm of the number of classes, the entropy of knowing nothing. */
    CLASSES,
    /** Divided by the task's loss on draw 0 at the start point. */
    INITIAL;

    /** Its name in a file, lower case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
