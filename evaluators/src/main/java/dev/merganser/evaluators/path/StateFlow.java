package dev.merganser.evaluators.path;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the state flows through a layer: which values every path from the state that enters to the
 * state that leaves passes through, and what is added to them. Such a sum is a residual one if its
 * result is on every path, one operand is on every path before it, and the other depends on the
 * state; sums of more than two operands are chains of Adds. So a bias, a mask and the sums within
 * an activation are none. Shapes of values do not count as depending on them.
 */
final class StateFlow {

    /** Operators that see no values. */
    static final Set<String> SHAPES = Set.of("Shape", "Size");

    private static final Set<String> GATES = Set.of("Mul", "Div");

    /**
     * What a residual sum adds to the state.
     *
     * @param add the sum
     * @param operand which of its inputs is the branch, 0 or 1
     */
    record Branch(Node add, int operand) {

        String value() {
            return add.inputs().get(operand);
        }
    }

    private final Graph graph;
    private final Map<String, Node> producers = new HashMap<>();
    private final Set<String> dependent = new HashSet<>();
    private final Set<String> trunk = new HashSet<>();

    private StateFlow(Graph graph, String entering, String leaving) {
        this.graph = graph;
        graph.nodes().forEach(node -> node.outputs().forEach(out -> producers.put(out, node)));
        follow(entering);
        findTrunk(entering, leaving);
    }

    /**
     * The flow of a layer.
     *
     * @param entering the input that is the state
     * @param leaving the output that is the state
     */
    static StateFlow of(Graph graph, String entering, String leaving) {
        return new StateFlow(graph, entering, leaving);
    }

    private void follow(String entering) {
        dependent.add(entering);
        for (Node node : graph.nodes()) {
            if (!SHAPES.contains(node.opType())
                    && node.inputs().stream().anyMatch(dependent::contains)) {
                dependent.addAll(node.outputs());
            }
        }
    }

    /** A value is on every path if no value before it is used behind it, in any order of nodes. */
    private void findTrunk(String entering, String leaving) {
        Map<String, Integer> positions = positions(entering, leaving);
        Map<String, Integer> reaches = new HashMap<>();
        for (Node node : graph.nodes()) {
            for (String output : node.outputs()) {
                Integer at = positions.get(output);
                if (at != null) {
                    node.inputs().stream()
                            .filter(positions::containsKey)
                            .forEach(input -> reaches.merge(input, at, Math::max));
                }
            }
        }
        int furthest = 0;
        for (var value :
                positions.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList()) {
            if (furthest <= value.getValue()) {
                trunk.add(value.getKey());
            }
            furthest = Math.max(furthest, reaches.getOrDefault(value.getKey(), 0));
        }
    }

    /** The values between the states in the order of the graph. */
    private Map<String, Integer> positions(String entering, String leaving) {
        Set<String> needed = new HashSet<>(Set.of(leaving));
        for (Node node : graph.nodes().reversed()) {
            if (node.outputs().stream().anyMatch(needed::contains)) {
                node.inputs().stream().filter(dependent::contains).forEach(needed::add);
            }
        }
        Map<String, Integer> positions = new HashMap<>();
        positions.put(entering, 0);
        for (Node node : graph.nodes()) {
            for (String output : node.outputs()) {
                if (needed.contains(output) && dependent.contains(output)) {
                    positions.put(output, positions.size());
                }
            }
        }
        return positions;
    }

    /** Whether a value depends on the state. */
    boolean depends(String value) {
        return dependent.contains(value);
    }

    /** Whether every path of the state passes through a value. */
    boolean isTrunk(String value) {
        return trunk.contains(value);
    }

    /** The node that makes a value; empty for inputs and constants. */
    Optional<Node> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /** What is added to the state, in the order of the graph. */
    List<Branch> branches() {
        List<Branch> branches = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (isAdd(node) && isTrunk(node.outputs().getFirst())) {
                branches.addAll(chain(node));
            }
        }
        return branches;
    }

    /** The branches that a chain of Adds sums up with the state; none where it is no such chain. */
    private List<Branch> chain(Node add) {
        for (int operand = 0; operand < 2; operand++) {
            String state = add.inputs().get(operand);
            var branch = new Branch(add, 1 - operand);
            Optional<String> from = fromTrunk(state);
            if (from.isPresent()) {
                boolean adds = depends(branch.value()) && fromTrunk(branch.value()).isEmpty();
                if (adds) {
                    return List.of(branch);
                }
            } else if (depends(state)) {
                List<Branch> before =
                        producer(state).filter(StateFlow::isAdd).map(this::chain).orElse(List.of());
                if (!before.isEmpty()) {
                    List<Branch> all = new ArrayList<>(before);
                    all.add(branch);
                    return all;
                }
            }
        }
        return List.of();
    }

    private static boolean isAdd(Node node) {
        return node.opType().equals("Add");
    }

    /** The value on every path that a value is, but for its form and constant factors. */
    private Optional<String> fromTrunk(String value) {
        if (isTrunk(value)) {
            return Optional.of(value);
        }
        return producer(value).flatMap(this::passed).flatMap(this::fromTrunk);
    }

    private Optional<String> passed(Node node) {
        if (Operators.FORMS.contains(node.opType())) {
            return Optional.of(node.inputs().getFirst());
        }
        if (!GATES.contains(node.opType())) {
            return Optional.empty();
        }
        List<String> factors = node.inputs().stream().filter(this::depends).toList();
        return factors.size() == 1 && (isMul(node) || factors.contains(node.inputs().getFirst()))
                ? Optional.of(factors.getFirst())
                : Optional.empty();
    }

    private static boolean isMul(Node node) {
        return node.opType().equals("Mul");
    }
}
