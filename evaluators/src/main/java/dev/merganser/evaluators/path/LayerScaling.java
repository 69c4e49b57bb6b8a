package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.DType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Puts a scale into the graph of a layer, as an input that all its products take. */
final class LayerScaling {

    /** The input; no exporter uses the name. */
    static final String SCALE = "merganser.scale";

    private final Graph graph;
    private final PoolStep layer;
    private final String place;

    /**
     * Scales a layer.
     *
     * @param place names the layer in messages
     */
    LayerScaling(PoolStep layer, String place) {
        this.graph = layer.segment().graph();
        this.layer = layer;
        this.place = place;
    }

    /** The layer with an input {@link #SCALE}; what cannot be scaled so is wrong use. */
    Segment scaled(Scaling scaling) {
        List<Node> nodes =
                switch (scaling) {
                    case INPUT -> withScaledInput(entering(layer));
                    case BRANCHES -> withScaledBranches();
                };
        List<ValueInfo> inputs = new ArrayList<>(graph.inputs());
        inputs.add(ValueInfo.of(SCALE, DType.F32));
        return new Segment(graph.withNodes(nodes).withInputs(inputs), layer.segment().weights());
    }

    private List<Node> withScaledInput(String state) {
        requireOneState();
        List<Node> nodes = new ArrayList<>();
        String scaled = "merganser.scaled";
        nodes.add(product("scale/Mul", state, scaled));
        for (Node node : graph.nodes()) {
            nodes.add(
                    withInputs(
                            node,
                            node.inputs().stream()
                                    .map(input -> input.equals(state) ? scaled : input)
                                    .toList()));
        }
        return nodes;
    }

    private List<Node> withScaledBranches() {
        List<StateFlow.Branch> branches = branches();
        IdentityHashMap<Node, StateFlow.Branch> sums = new IdentityHashMap<>();
        branches.forEach(branch -> sums.put(branch.add(), branch));
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            StateFlow.Branch branch = sums.get(node);
            if (branch != null) {
                String scaled = "merganser.scaled." + nodes.size();
                nodes.add(product("scale/Mul_" + nodes.size(), branch.value(), scaled));
                List<String> operands = new ArrayList<>(node.inputs());
                operands.set(branch.operand(), scaled);
                nodes.add(withInputs(node, operands));
            } else {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private List<StateFlow.Branch> branches() {
        requireOneState();
        List<StateFlow.Branch> branches =
                StateFlow.of(graph, entering(layer), leaving(layer)).branches();
        if (branches.isEmpty()) {
            throw new WrongUseException(
                    "The branches of %s cannot be scaled, since nothing is added to its state. Maybe 'scale: input' fits."
                            .formatted(place));
        }
        return branches;
    }

    private void requireOneState() {
        if (layer.outputs().size() != 1) {
            throw new WrongUseException(
                    "A layer with a scale must hand on one state, but %s hands on %d."
                            .formatted(place, layer.outputs().size()));
        }
    }

    private static Node product(String name, String value, String scaled) {
        return Node.of(name, "Mul", List.of(value, SCALE), List.of(scaled));
    }

    private static Node withInputs(Node node, List<String> inputs) {
        return new Node(
                node.name(),
                node.opType(),
                node.domain(),
                inputs,
                node.outputs(),
                node.attributes());
    }

    /** The input of a layer's segment that is its state. */
    static String entering(PoolStep layer) {
        return key(layer.inputs());
    }

    /** The output of a layer's segment that is its state. */
    static String leaving(PoolStep layer) {
        return key(layer.outputs());
    }

    private static String key(Map<String, String> values) {
        Map<String, String> inverse = new HashMap<>();
        values.forEach((key, value) -> inverse.put(value, key));
        return Objects.requireNonNull(inverse.get(PoolEnds.state(0)));
    }
}
