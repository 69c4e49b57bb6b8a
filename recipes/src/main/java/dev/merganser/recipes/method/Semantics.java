package dev.merganser.recipes.method;

/** Whose rules hold where mergekit does something unsafe or surprising. */
public enum Semantics {
    /** Merganser's: double rounded at the end, checked inputs, finite results. */
    SAFE,
    /** Mergekit's deterministic quirks, for comparison with its results. */
    MERGEKIT
}
