package dev.merganser.optimizer.coefficient;

import java.util.List;

/** Moves a point of coefficients down a loss, step by step. Used by one thread. */
public interface Learner {

    /** One step on the items of a draw; draws are asked in order from 0, each once. */
    void step(long draw);

    /** Where it stands, in natural units; may lie outside the ranges of the space. */
    List<Double> point();
}
