package dev.merganser.optimizer.algorithm;

import java.util.List;

/**
 * A proposed candidate.
 *
 * @param genes values in [0, 1], one a gene
 * @param origin where it came from: {@code start}, {@code random}, {@code crossover}, {@code cmaes}
 *     …
 * @param parents candidate numbers it was bred from; may be empty
 */
public record Proposal(List<Double> genes, String origin, List<Integer> parents) {

    /** The origin of what an algorithm leaves a search with: the best point of a descent. */
    public static final String CONCLUSION = "best";

    public Proposal {
        genes = List.copyOf(genes);
        parents = List.copyOf(parents);
        for (double gene : genes) {
            if (!(gene >= 0 && gene <= 1)) {
                throw new IllegalArgumentException("A gene must be in [0, 1], found " + gene);
            }
        }
    }
}
