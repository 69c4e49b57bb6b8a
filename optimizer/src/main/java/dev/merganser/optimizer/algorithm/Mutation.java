package dev.merganser.optimizer.algorithm;

import java.util.random.RandomGenerator;

/** Changes some genes of one block. */
interface Mutation {

    /** Mutates genes in place; they stay in [0, 1]. */
    void mutate(double[] genes, RandomGenerator random);
}
