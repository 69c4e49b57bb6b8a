package dev.merganser.evaluators.path;

import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the weights that a branch ends in: those which, multiplied by a number, multiply the branch
 * by it and change nothing else. Goes back over forms, sums and constant factors to products,
 * convolutions and the scales and shifts of norms.
 */
final class OutputProjections {

    private static final Set<String> PASSED = Operators.with(Operators.FORMS, "Expand");
    private static final Set<String> WITH_WEIGHTS = Operators.with(Operators.NORMS, "Gemm", "Conv");

    /** There are no such weights; the message is the reason. Never leaves this package. */
    static final class NoneException extends Exception {
        private static final long serialVersionUID = 1L;

        NoneException(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    private final StateFlow flow;
    private final Map<String, String> weights;
    private final Map<String, Integer> uses = new HashMap<>();
    private final Set<String> found = new LinkedHashSet<>();

    private OutputProjections(Graph graph, StateFlow flow, Map<String, String> weights) {
        this.flow = flow;
        this.weights = weights;
        graph.nodes().stream()
                .filter(node -> !StateFlow.SHAPES.contains(node.opType()))
                .flatMap(node -> node.inputs().stream())
                .forEach(input -> uses.merge(input, 1, Integer::sum));
        graph.outputs().forEach(output -> uses.merge(output.name(), 1, Integer::sum));
    }

    /**
     * The tensors of a branch.
     *
     * @param weights tensor by input of the layer's segment
     * @throws NoneException with the reason
     */
    static List<String> of(Graph graph, StateFlow flow, Map<String, String> weights, String branch)
            throws NoneException {
        var projections = new OutputProjections(graph, flow, weights);
        projections.scale(branch);
        return List.copyOf(projections.found);
    }

    private void scale(String value) throws NoneException {
        if (!flow.depends(value)) {
            weigh(value);
            return;
        }
        if (uses.getOrDefault(value, 0) != 1) {
            throw new NoneException("%s has more than one use".formatted(Quoted.text(value)));
        }
        scale(flow.producer(value).orElseThrow(() -> endsIn(value)));
    }

    private static NoneException endsIn(String what) {
        return new NoneException("it ends in %s".formatted(Quoted.text(what)));
    }

    private void scale(Node node) throws NoneException {
        String op = node.opType();
        if (PASSED.contains(op) || op.equals("Div")) {
            scale(node.inputs().getFirst());
        } else if (WITH_WEIGHTS.contains(op)) {
            for (String weight : node.inputs().subList(1, node.inputs().size())) {
                if (!weight.isEmpty()) {
                    weigh(weight);
                }
            }
        } else {
            switch (op) {
                case "Add", "Sub" -> {
                    scale(node.inputs().get(0));
                    scale(node.inputs().get(1));
                }
                case "Mul" -> scaleFactor(node);
                case "MatMul" -> scaleProduct(node);
                default -> throw endsIn(node.name() + "' (" + op + ")");
            }
        }
    }

    /** A scale of channels is multiplied itself; behind a constant factor comes the other. */
    private void scaleFactor(Node node) throws NoneException {
        List<String> fixed = node.inputs().stream().filter(in -> !flow.depends(in)).toList();
        List<String> moving = node.inputs().stream().filter(flow::depends).toList();
        if (moving.size() != 1) {
            throw endsIn(node.name());
        }
        if (weight(fixed.getFirst()).isPresent()) {
            weigh(fixed.getFirst());
        } else {
            scale(moving.getFirst());
        }
    }

    /** The weight of a product; where attention ends without one, that of its values. */
    private void scaleProduct(Node node) throws NoneException {
        Optional<String> fixed =
                node.inputs().stream().filter(input -> !flow.depends(input)).findFirst();
        if (fixed.isPresent()) {
            weigh(fixed.get());
        } else {
            scale(node.inputs().get(1));
        }
    }

    private void weigh(String value) throws NoneException {
        Optional<String> weight = weight(value);
        if (weight.isEmpty()) {
            throw new NoneException("%s in it is no weight".formatted(Quoted.text(value)));
        }
        String tensor = weights.get(weight.get());
        long inputs = weights.values().stream().filter(name -> name.equals(tensor)).count();
        if (tensor == null || inputs != 1 || !found.add(tensor)) {
            throw new NoneException("weight %s has more than one use".formatted(weight.get()));
        }
    }

    /** The weight that a value is, but for its form; only where it is for this use alone. */
    private Optional<String> weight(String value) {
        if (uses.getOrDefault(value, 0) != 1) {
            return Optional.empty();
        }
        if (weights.containsKey(value)) {
            return Optional.of(value);
        }
        return flow.producer(value)
                .filter(node -> PASSED.contains(node.opType()))
                .flatMap(node -> weight(node.inputs().getFirst()));
    }
}
