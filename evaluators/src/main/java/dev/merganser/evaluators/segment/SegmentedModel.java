package dev.merganser.evaluators.segment;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.Tensor;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A graph as a path of steps over segments: a stem, layers, a head, or one whole where it cannot be
 * cut.
 *
 * @param graph the original
 * @param steps in the order of the original path
 * @param weights each weight once, with the original's values
 * @param state the values that each layer updates, as they enter the first layer
 * @param context the values that are computed before the layers and handed to every layer
 * @param constants float constants of the graph that are no weights; they must be equal in all
 *     models
 * @param uncut why the graph is one segment; empty where it was cut
 */
public record SegmentedModel(
        Graph graph,
        List<Step> steps,
        List<Tensor> weights,
        Set<String> state,
        Set<String> context,
        List<Tensor> constants,
        Optional<String> uncut) {

    public SegmentedModel {
        steps = List.copyOf(steps);
        weights = List.copyOf(weights);
        state = Set.copyOf(state);
        context = Set.copyOf(context);
        constants = List.copyOf(constants);
    }

    public Optional<Step> stem() {
        return steps.stream().filter(step -> step.role() == Step.Role.STEM).findFirst();
    }

    /** The layers in their order; none where the graph was not cut. */
    public List<Step> layers() {
        return steps.stream().filter(step -> step.role() == Step.Role.LAYER).toList();
    }

    public Optional<Step> head() {
        return steps.stream().filter(step -> step.role() == Step.Role.HEAD).findFirst();
    }

    /** Each segment once. */
    public List<Segment> segments() {
        return steps.stream().map(Step::segment).distinct().toList();
    }
}
