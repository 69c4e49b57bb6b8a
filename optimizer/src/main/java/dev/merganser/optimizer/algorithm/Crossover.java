package dev.merganser.optimizer.algorithm;

import java.util.random.RandomGenerator;

/** Makes two children of two parents. */
interface Crossover {

    /** Crosses two gene vectors in place; genes stay in [0, 1]. */
    void cross(double[] first, double[] second, RandomGenerator random);
}
