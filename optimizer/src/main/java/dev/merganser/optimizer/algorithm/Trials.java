package dev.merganser.optimizer.algorithm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The candidates of an algorithm with the costs of those that were scored. */
final class Trials {

    private final Map<Integer, List<Double>> asked = new HashMap<>();
    private final Map<Integer, double[]> costs = new HashMap<>();
    private final List<Trial> scored = new ArrayList<>();
    private final List<List<Double>> failed = new ArrayList<>();
    private final List<double[]> proposed = new ArrayList<>();
    private final List<Evidence.Point> known = new ArrayList<>();
    private final Set<List<Double>> before = new HashSet<>();

    /** A candidate that was scored. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Trial(List<Double> genes, double[] costs) {}

    /** Notes a proposal; where it was known before, as such. */
    Proposal ask(int candidate, Proposal proposal) {
        List<Double> genes = proposal.genes();
        asked.put(candidate, genes);
        return known.removeIf(point -> point.genes().equals(genes))
                        && proposal.origin().equals(Origins.SURROGATE)
                ? new Proposal(genes, Origins.KNOWN, List.of())
                : proposal;
    }

    void tell(int candidate, Outcome outcome) {
        List<Double> genes = asked.remove(candidate);
        if (genes == null) {
            throw new IllegalArgumentException("Candidate " + candidate + " was never proposed");
        }
        switch (outcome) {
            case Outcome.Costs(List<Double> values) ->
                    take(candidate, genes, Doubles.array(values));
            case Outcome.Failed _ -> failed.add(genes);
        }
    }

    private void take(int candidate, List<Double> genes, double[] found) {
        costs.put(candidate, found);
        proposed.add(found);
        if (!before.contains(genes)) {
            scored.add(new Trial(genes, found));
        }
    }

    /** Adds what was known before the first candidate. */
    void know(Evidence evidence) {
        for (Evidence.Point point : evidence.points()) {
            known.add(point);
            before.add(point.genes());
            scored.add(new Trial(point.genes(), Doubles.array(point.costs().values())));
        }
    }

    /** The costs of a candidate; empty where it failed or is not told. */
    Optional<double[]> costs(int candidate) {
        return Optional.ofNullable(costs.get(candidate));
    }

    /** The costs of all candidates that were scored. */
    List<double[]> proposed() {
        return proposed;
    }

    /** What was known before the first candidate and was not proposed. */
    List<Evidence.Point> known() {
        return known;
    }

    /** The genes of those that failed. */
    List<List<Double>> failed() {
        return failed;
    }

    /** All that was tried, as points of the whole space. */
    Evaluated evaluated() {
        return new Evaluated(
                scored.stream().map(trial -> Doubles.array(trial.genes())).toList(),
                scored.stream().map(Trial::costs).toList(),
                failed.stream().map(Doubles::array).toList());
    }

    /** All that were scored or known before, in order. */
    List<Trial> scored() {
        return scored;
    }
}
