package dev.merganser.recipes.method;

/** Whose rules hold where mergekit does something unsafe or surprising. */
public enum Semantics {
    /** Merganser's: float32 rounded once, checked inputs, finite results. */
    SAFE,
    /** Mergekit's deterministic quirks, for comparison with its results. */
    MERGEKIT
}
