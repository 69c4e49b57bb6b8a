package dev.merganser.evaluators.segment;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;

/**
 * A part of a graph whose float weights are inputs. Layers of equal structure share one.
 *
 * @param graph takes weights and values, gives values; its other constants are inside
 * @param weights the inputs that are weights
 */
public record Segment(Graph graph, List<TensorInfo> weights) {
    public Segment {
        weights = List.copyOf(weights);
    }
}
