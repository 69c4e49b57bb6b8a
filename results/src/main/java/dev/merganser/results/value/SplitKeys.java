package dev.merganser.results.value;

import java.util.List;

/** The names of the three splits in files. */
public final class SplitKeys {
    public static final String SEARCH = "search";
    public static final String VALIDATION = "validation";
    public static final String TEST = "test";

    /** All of them, in the order in which a run sees them. */
    public static final List<String> ALL = List.of(SEARCH, VALIDATION, TEST);

    private SplitKeys() {}
}
