package dev.merganser.evaluators.trie;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A path with all its weights.
 *
 * @param steps the stem and the layers
 * @param heads by the output that they give
 */
record BoundPath(List<BoundStep> steps, Map<String, BoundStep> heads) {

    BoundPath {
        steps = List.copyOf(steps);
        heads = Map.copyOf(heads);
    }

    BoundStep head(String output) {
        return Objects.requireNonNull(heads.get(output), output);
    }

    /** What its steps compute, up to the first of which no other call can have the same. */
    List<BoundStep.Computation> told() {
        return steps.stream().takeWhile(BoundStep::isTold).map(BoundStep::computation).toList();
    }
}
