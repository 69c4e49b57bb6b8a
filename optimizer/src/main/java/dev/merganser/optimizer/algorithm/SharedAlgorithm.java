package dev.merganser.optimizer.algorithm;

/** An algorithm that can also learn from candidates that another one proposed. */
public interface SharedAlgorithm extends Algorithm {

    /** Takes notice of a candidate of another algorithm, whose outcome will be told. */
    void adopt(int candidate, Proposal proposal);
}
