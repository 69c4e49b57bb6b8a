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
        List<Double> genes = asked.get(candidate);
        if (genes == null) {
            throw new IllegalArgumentException("Candidate " + candidate + " was never proposed");
        }
        if (outcome instanceof Outcome.Costs(List<Double> values)) {
            double[] found = array(values);
            costs.put(candidate, found);
            proposed.add(found);
            if (!before.contains(genes)) {
                scored.add(new Trial(genes, found));
            }
        }
    }

    /** Adds what was known before the first candidate. */
    void know(Evidence evidence) {
        for (Evidence.Point point : evidence.points()) {
            known.add(point);
            before.add(point.genes());
            scored.add(new Trial(point.genes(), array(point.costs().values())));
        }
    }

    private static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
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

    /** All that were scored or known before, in order. */
    List<Trial> scored() {
        return scored;
    }
}
