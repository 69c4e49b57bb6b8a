package dev.merganser.optimizer.algorithm;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Costs of some objectives as one, by how much each of them counts: the weighted mean of their
 * distances from the reference, in ranges, so that objectives in other units compare. The published
 * preference has Euclidean length 1; no length changes what is preferred.
 *
 * @param weights one an objective, positive
 * @param ranges one an objective, positive
 * @param reference costs that distances are measured from, one an objective
 */
record Preference(List<Double> weights, List<Double> ranges, List<Double> reference) {

    /** That of a run; where it has no reference, costs count from 0. */
    static Preference of(AlgorithmSettings settings) {
        return new Preference(
                settings.weights(),
                settings.ranges(),
                settings.evidence()
                        .reference()
                        .orElseGet(() -> Collections.nCopies(settings.objectives(), 0.0)));
    }

    /** The costs in objectives; none stands for all of them. */
    double of(Set<Integer> objectives, double[] costs) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < costs.length; i++) {
            if (objectives.isEmpty() || objectives.contains(i)) {
                sum += weights.get(i) * (costs[i] - reference.get(i)) / ranges.get(i);
                total += weights.get(i);
            }
        }
        return sum / total;
    }

    /** The costs in what the models of a box speak for. */
    double of(NestedBox box, double[] costs) {
        boolean all = box.models().stream().anyMatch(model -> model.objectives().isEmpty());
        return of(
                all ? Set.of() : NestedModel.joined(box.models(), NestedModel::objectives), costs);
    }

    /** All objectives, counted from 0. */
    IntStream objectives() {
        return IntStream.range(0, weights.size());
    }
}
