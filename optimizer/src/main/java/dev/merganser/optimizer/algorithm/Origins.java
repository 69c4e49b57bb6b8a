package dev.merganser.optimizer.algorithm;

import java.util.List;

/** The words that say where a proposal came from. */
final class Origins {

    static final String START = "start";
    static final String RANDOM = "random";
    static final String CROSSOVER = "crossover";
    static final String MUTATION = "mutation";
    static final String LATIN_HYPERCUBE = "latin_hypercube";

    /** Of both forms of CMA-ES. */
    static final String CMAES = "cmaes";

    /** After some steps down a loss. */
    static final String DESCENT = "descent";

    /** Chosen to tell the terms of surrogates apart. */
    static final String DESIGN = "design";

    /** From the front of surrogates. */
    static final String SURROGATE = "surrogate";

    /** A point that was evaluated before the search. */
    static final String KNOWN = "known";

    /** One expert as it is. */
    static final String EXPERT = "expert";

    /** The merge of two models that is preferred. */
    static final String COMPROMISE = "compromise";

    /** In a direction where surrogates are poor. */
    static final String UPDATE = "update";

    private Origins() {}

    static Proposal start(List<Double> genes) {
        return new Proposal(genes, START, List.of());
    }
}
