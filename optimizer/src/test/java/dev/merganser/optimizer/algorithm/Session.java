package dev.merganser.optimizer.algorithm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A run without evaluators: asks for each candidate exactly when the results it needs were told.
 *
 * @param proposals of candidates 1, 2, …
 * @param outcomes of the same candidates
 */
record Session(List<Proposal> proposals, List<Outcome> outcomes) {

    /** Runs an algorithm on a problem, given as the outcome of a candidate and its genes. */
    static Session run(
            Algorithm algorithm, int candidates, BiFunction<Integer, double[], Outcome> problem) {
        List<Proposal> proposals = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        int told = 0;
        for (int candidate = 1; candidate <= candidates; candidate++) {
            while (told < algorithm.needed(candidate)) {
                told++;
                algorithm.tell(told, outcomes.get(told - 1));
            }
            Proposal proposal = algorithm.ask(candidate);
            proposals.add(proposal);
            outcomes.add(problem.apply(candidate, genes(proposal)));
        }
        while (told < candidates) {
            told++;
            algorithm.tell(told, outcomes.get(told - 1));
        }
        return new Session(proposals, outcomes);
    }

    static double[] genes(Proposal proposal) {
        return proposal.genes().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The costs of all candidates that did not fail. */
    List<double[]> costs() {
        List<double[]> costs = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Costs(List<Double> values)) {
                costs.add(values.stream().mapToDouble(Double::doubleValue).toArray());
            }
        }
        return costs;
    }

    /** The lowest cost of the first objective. */
    double lowest() {
        return costs().stream().mapToDouble(costs -> costs[0]).min().orElse(Double.NaN);
    }
}
