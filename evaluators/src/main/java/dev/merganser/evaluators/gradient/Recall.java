package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a gradient graph comes by the forward values that it uses: constants, inputs, values handed
 * over, and what is computed again from those. Where only the shape of a value is asked for, any
 * value of that shape that is there will do.
 */
final class Recall {

    /** Operators that give their first input's data another shape, which costs nothing. */
    private static final Set<String> VIEWS =
            Set.of("Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze");

    private final Set<String> constants = new HashSet<>();
    private final Set<String> inputs = new LinkedHashSet<>();
    private final Map<String, Node> producers = new HashMap<>();

    /** The place of each value in the forward graph; inputs and others have none. */
    private final Map<String, Integer> places = new HashMap<>();

    private final Set<String> available;
    private final SameShape same;
    private final Map<String, String> cotangents;

    private final Set<String> saved = new HashSet<>();
    private final Set<Node> repeated = new HashSet<>();
    private final Set<String> present = new HashSet<>();

    /** What each node that asks for a shape is to measure, by its output. */
    private final Map<String, String> measured = new HashMap<>();

    private final Deque<Node> unmeasured = new ArrayDeque<>();

    private List<Node> nodes = List.of();
    private List<String> order = List.of();

    private Recall(
            Graph forward, SameShape same, Set<String> available, Map<String, String> cotangents) {
        forward.initializers().stream().map(Initializer::name).forEach(constants::add);
        forward.fedInputs().stream().map(ValueInfo::name).forEach(inputs::add);
        constants.removeAll(inputs);
        forward.nodes().forEach(this::index);
        this.available = available;
        this.same = same;
        this.cotangents = cotangents;
    }

    /**
     * What a gradient graph needs.
     *
     * @param emitted the nodes that rules made
     */
    static Recall of(
            Graph forward,
            SameShape same,
            Set<String> available,
            Map<String, String> cotangents,
            List<Node> emitted) {
        var recall = new Recall(forward, same, available, cotangents);
        emitted.forEach(recall::needInputs);
        recall.measure();
        recall.nodes =
                Stream.concat(
                                forward.nodes().stream().filter(recall.repeated::contains),
                                emitted.stream())
                        .map(recall::measuring)
                        .toList();
        recall.order =
                Stream.concat(
                                recall.inputs.stream(),
                                forward.nodes().stream().flatMap(node -> node.outputs().stream()))
                        .filter(recall.saved::contains)
                        .filter(recall::isNotRepeated)
                        .toList();
        return recall;
    }

    /** The repeated forward nodes, then the emitted ones. */
    List<Node> nodes() {
        return nodes;
    }

    /** The values that are handed over, in the order of the forward graph. */
    List<String> saved() {
        return order;
    }

    private void index(Node node) {
        for (String output : node.outputs()) {
            producers.put(output, node);
            places.put(output, places.size());
        }
    }

    /** A node that is repeated for one of its outputs gives all of them. */
    private boolean isNotRepeated(String value) {
        Node producer = producers.get(value);
        return producer == null || !repeated.contains(producer);
    }

    private void needInputs(Node node) {
        if (node.opType().equals("Shape")) {
            unmeasured.add(node);
        } else {
            Dependence.uses(node).forEach(this::need);
        }
    }

    private void need(String value) {
        if (constants.contains(value)) {
            return;
        }
        Node producer = producers.get(value);
        boolean isInput = inputs.contains(value);
        if ((!isInput && producer == null) || !present.add(value)) {
            return;
        }
        boolean given = available.contains(value) && producer != null && !isView(producer);
        if (isInput || given || producer == null) {
            saved.add(value);
        } else if (repeated.add(producer)) {
            present.addAll(producer.outputs());
            needInputs(producer);
        }
    }

    /** Whether a node only gives another shape, known beforehand, to what is there. */
    private boolean isView(Node node) {
        return VIEWS.contains(node.opType())
                && node.inputs().stream().skip(1).allMatch(constants::contains);
    }

    /** Finds for each node that asks for the shape of a value one that is there. */
    private void measure() {
        while (!unmeasured.isEmpty()) {
            Node node = unmeasured.removeFirst();
            String result = node.outputs().getFirst();
            int place = places.getOrDefault(result, Integer.MAX_VALUE);
            measured.put(result, representative(node.inputs().getFirst(), place));
        }
    }

    /** A value with the shape of another, made before a place. */
    private String representative(String value, int place) {
        List<String> before =
                same.as(value).stream()
                        .filter(alike -> places.getOrDefault(alike, -1) < place)
                        .toList();
        return before.stream()
                .filter(present::contains)
                .findFirst()
                .or(() -> cotangent(value))
                .orElseGet(() -> best(value, before));
    }

    private Optional<String> cotangent(String value) {
        return same.as(value).stream()
                .filter(cotangents::containsKey)
                .findFirst()
                .map(cotangents::get);
    }

    private String best(String value, List<String> alike) {
        String best =
                Stream.concat(
                                alike.stream().filter(inputs::contains),
                                alike.stream().filter(available::contains))
                        .findFirst()
                        .orElse(value);
        need(best);
        return best;
    }

    private Node measuring(Node node) {
        if (!node.opType().equals("Shape")) {
            return node;
        }
        String value = node.inputs().getFirst();
        return new Node(
                node.name(),
                node.opType(),
                node.domain(),
                List.of(measured.getOrDefault(node.outputs().getFirst(), value)),
                node.outputs(),
                node.attributes());
    }
}
