package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Graph;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A graph that computes gradients of another, the forward graph. Its maps are sorted by key.
 *
 * @param graph takes cotangents and saved values, gives gradients
 * @param cotangents input that takes the gradient of an output of the forward graph, by that
 *     output; those on which nothing depends are left out
 * @param saved inputs that take values of the forward graph, or its inputs, under the same names
 * @param gradients output with the gradient of a wanted input, by that input; one whose gradient is
 *     zero is left out
 * @param rows outputs with gradients of single rows, by wanted input; they add to {@code gradients}
 */
record Backward(
        Graph graph,
        Map<String, String> cotangents,
        List<String> saved,
        Map<String, String> gradients,
        Map<String, List<RowGradient>> rows) {
    Backward {
        cotangents = sorted(cotangents);
        saved = List.copyOf(saved);
        gradients = sorted(gradients);
        rows = sorted(rows);
    }

    /** Gradients are added up in this order, which must be the same in every process. */
    private static <T> SortedMap<String, T> sorted(Map<String, T> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
