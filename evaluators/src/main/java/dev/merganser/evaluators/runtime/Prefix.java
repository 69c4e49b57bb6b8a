package dev.merganser.evaluators.runtime;

import java.util.List;
import java.util.Set;

/**
 * The first steps of a path, and which of their values later steps take.
 *
 * @param values by name in the model
 */
record Prefix(List<StepKey> steps, Set<String> values) {
    Prefix {
        steps = List.copyOf(steps);
        values = Set.copyOf(values);
    }
}
