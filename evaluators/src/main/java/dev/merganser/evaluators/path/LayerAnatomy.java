package dev.merganser.evaluators.path;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a layer does with its state, as far as scales can be folded into its weights.
 *
 * @param branches what it adds to the state, in order; none where nothing is added
 * @param epsilon the largest number that its norms add to what they divide by, beside which the
 *     state is supposed to be long
 * @param notInvariant why the branches are not the same for a state of another length; empty for a
 *     pre-norm layer, whose branches see the state through a norm and whose state goes on as it is
 */
public record LayerAnatomy(List<Branch> branches, double epsilon, Optional<String> notInvariant) {

    /**
     * What is added to the state.
     *
     * @param tensors the weights and biases that it ends in, by their names in the model's graph:
     *     multiplying them multiplies the branch
     * @param notFoldable why there are none
     */
    public record Branch(List<String> tensors, Optional<String> notFoldable) {
        public Branch {
            tensors = List.copyOf(tensors);
        }
    }

    public LayerAnatomy {
        branches = List.copyOf(branches);
    }

    /** The anatomy of an unscaled layer of a pool. */
    public static LayerAnatomy of(PoolStep layer) {
        if (layer.outputs().size() != 1) {
            return new LayerAnatomy(List.of(), 0, Optional.of("it hands on more than one state"));
        }
        Graph graph = layer.segment().graph();
        String leaving = LayerScaling.leaving(layer);
        String entering = LayerScaling.entering(layer);
        StateFlow flow = StateFlow.of(graph, entering, leaving);
        List<StateFlow.Branch> sums = flow.branches();
        List<Branch> branches = new ArrayList<>();
        for (StateFlow.Branch sum : sums) {
            branches.add(branch(layer, flow, sum));
        }
        var residual = new IdentityHashMap<Node, Integer>();
        sums.forEach(sum -> residual.put(sum.add(), 1 - sum.operand()));
        Homogeneity growth = Homogeneity.of(graph, entering, residual);
        return new LayerAnatomy(branches, growth.epsilon(), notInvariant(growth, leaving, sums));
    }

    private static Branch branch(PoolStep layer, StateFlow flow, StateFlow.Branch sum) {
        try {
            return new Branch(
                    OutputProjections.of(
                            layer.segment().graph(), flow, layer.weights(), sum.value()),
                    Optional.empty());
        } catch (OutputProjections.NoneException e) {
            return new Branch(List.of(), Optional.of(e.reason()));
        }
    }

    private static Optional<String> notInvariant(
            Homogeneity growth, String leaving, List<StateFlow.Branch> sums) {
        for (StateFlow.Branch sum : sums) {
            if (!(growth.degree(sum.value()) == 0)) {
                return Optional.of("a branch sees the length of the state");
            }
        }
        return growth.degree(leaving) == 1
                ? Optional.empty()
                : Optional.of("its state does not go on as it is, but through a norm or the like");
    }

    /** That of a head, which adds nothing. */
    static LayerAnatomy ofHead(PoolStep head) {
        Graph graph = head.segment().graph();
        String state =
                head.inputs().entrySet().stream()
                        .filter(input -> input.getValue().equals(PoolEnds.state(0)))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse("");
        Homogeneity growth = Homogeneity.of(graph, state, new IdentityHashMap<>());
        Optional<String> seeing =
                head.outputs().entrySet().stream()
                        .filter(output -> !(growth.degree(output.getKey()) == 0))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .map("output '%s' sees the length of the state"::formatted);
        return new LayerAnatomy(List.of(), growth.epsilon(), seeing);
    }
}
