package dev.merganser.evaluators.task;

import java.util.Locale;

/** A disjoint part of a task's items. The search sees {@link #SEARCH} only. */
public enum Split {
    SEARCH,
    VALIDATION,
    TEST;

    /**
     * The name in files and on the command line: {@code search}, {@code validation}, {@code test}.
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
