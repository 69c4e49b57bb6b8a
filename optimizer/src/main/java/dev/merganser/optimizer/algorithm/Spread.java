package dev.merganser.optimizer.algorithm;

/** How far from their parents the two children of a bounded crossover may lie. */
enum Spread {
    /** Equally far: as the parent that is nearer to its bound allows, so that the mean stays. */
    MIRRORED,
    /**
     * Each as far as its own bound allows, as in NSGA-III's published experiments: a parent on its
     * bound does not hold the other child back.
     */
    OWN
}
