package dev.merganser.evaluators.segment;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which place of the path each node belongs to: the stem 0, the layers 1 … N, the head N + 1. Nodes
 * outside the layers belong to the stem if they do not depend on a layer, else to the head; what is
 * made of constants for the head alone belongs to it as well.
 */
final class Places {

    /** What one place holds and exchanges; lists are in order of first use. */
    private record Place(
            List<Node> nodes,
            List<String> entering,
            List<String> constants,
            List<String> leaving) {}

    private final Graph graph;
    private final int layers;
    private final Map<String, Integer> producedAt = new HashMap<>();
    private final Set<String> constants = new HashSet<>();
    private final Set<String> inputs = new HashSet<>();
    private final List<Place> places = new ArrayList<>();

    private Places(Graph graph, List<Integer> placeOf, int layers) {
        this.graph = graph;
        this.layers = layers;
        for (int n = 0; n < placeOf.size(); n++) {
            for (String output : graph.nodes().get(n).outputs()) {
                producedAt.put(output, placeOf.get(n));
            }
        }
        graph.initializers().forEach(initializer -> constants.add(initializer.name()));
        graph.fedInputs().forEach(input -> inputs.add(input.name()));
        for (int at = 0; at < count(); at++) {
            places.add(place(at, placeOf));
        }
    }

    /** The whole graph at one place. */
    static Places whole(Graph graph) {
        return new Places(graph, graph.nodes().stream().map(_ -> 0).toList(), 0);
    }

    /** Places by names; a graph that does not fit is uncuttable. */
    static Places of(Graph graph, LayerNames names) {
        var places = new Places(graph, assign(graph, names), names.count());
        places.requireForward();
        return places;
    }

    private static List<Integer> assign(Graph graph, LayerNames names) {
        List<Integer> layerOf = names.layerOf(graph.nodes());
        List<Integer> placeOf = new ArrayList<>();
        Map<String, Integer> producedAt = new HashMap<>();
        for (int n = 0; n < layerOf.size(); n++) {
            Node node = graph.nodes().get(n);
            requirePlain(node, layerOf.get(n));
            boolean afterLayer =
                    uses(node).anyMatch(value -> producedAt.getOrDefault(value, 0) > 0);
            int outside = afterLayer ? names.count() + 1 : 0;
            int place = layerOf.get(n) >= 0 ? layerOf.get(n) + 1 : outside;
            node.outputs().forEach(output -> producedAt.put(output, place));
            placeOf.add(place);
        }
        moveToHead(graph, placeOf, names.count() + 1);
        return placeOf;
    }

    /** What is made of constants for the head alone, such as a turned weight, is the head's. */
    private static void moveToHead(Graph graph, List<Integer> placeOf, int head) {
        Set<Node> fixed = fixed(graph);
        Set<String> takenElsewhere = new HashSet<>();
        graph.outputs().forEach(output -> takenElsewhere.add(output.name()));
        for (int n = placeOf.size() - 1; n >= 0; n--) {
            Node node = graph.nodes().get(n);
            boolean heads = node.outputs().stream().noneMatch(takenElsewhere::contains);
            if (heads && placeOf.get(n) == 0 && fixed.contains(node)) {
                placeOf.set(n, head);
            }
            if (placeOf.get(n) != head) {
                uses(node).forEach(takenElsewhere::add);
            }
        }
    }

    /** The nodes that depend on no input. */
    private static Set<Node> fixed(Graph graph) {
        Set<Node> fixed = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<String> known = new HashSet<>();
        graph.initializers().forEach(initializer -> known.add(initializer.name()));
        for (Node node : graph.nodes()) {
            if (node.subgraphs().isEmpty()
                    && node.inputs().stream().allMatch(in -> in.isEmpty() || known.contains(in))) {
                fixed.add(node);
                known.addAll(node.outputs());
            }
        }
        return fixed;
    }

    /** A branch within a layer may hide others' layers; before and after them it is one node. */
    private static void requirePlain(Node node, int layer) {
        if (layer >= 0 && !node.subgraphs().isEmpty()) {
            throw new UncuttableException(
                    "node '%s' (%s) hides computation in a subgraph"
                            .formatted(node.name(), node.opType()));
        }
    }

    private Place place(int at, List<Integer> placeOf) {
        List<Node> nodes = new ArrayList<>();
        Set<String> takenElsewhere = new HashSet<>();
        graph.outputs().forEach(output -> takenElsewhere.add(output.name()));
        for (int n = 0; n < placeOf.size(); n++) {
            Node node = graph.nodes().get(n);
            if (placeOf.get(n) == at) {
                nodes.add(node);
            } else {
                uses(node).forEach(takenElsewhere::add);
            }
        }
        List<String> used = nodes.stream().flatMap(Places::uses).distinct().toList();
        return new Place(
                List.copyOf(nodes),
                used.stream().filter(value -> enters(value, at)).toList(),
                used.stream().filter(constants::contains).toList(),
                nodes.stream()
                        .flatMap(node -> node.outputs().stream())
                        .filter(takenElsewhere::contains)
                        .toList());
    }

    private boolean enters(String value, int at) {
        return inputs.contains(value) || producedAt.getOrDefault(value, at) != at;
    }

    /** The values that a node and the graphs in its attributes name as inputs. */
    static Stream<String> uses(Node node) {
        Stream<String> inside =
                node.subgraphs().stream()
                        .flatMap(sub -> sub.nodes().stream())
                        .flatMap(Places::uses);
        Stream<String> results =
                node.subgraphs().stream()
                        .flatMap(sub -> sub.outputs().stream())
                        .map(ValueInfo::name);
        return Stream.of(node.inputs().stream(), inside, results).flatMap(names -> names);
    }

    /** Layers may use what comes from before the layers and from the layer just before, no more. */
    private void requireForward() {
        for (int at = 0; at < places.size(); at++) {
            for (String value : entering(at)) {
                int from = Math.max(0, origin(value));
                if (from != 0 && from != at - 1) {
                    throw new UncuttableException(
                            "%s uses '%s' of %s".formatted(name(at), value, name(from)));
                }
            }
        }
        for (ValueInfo output : graph.outputs()) {
            int from = origin(output.name());
            if (from > 0 && from < layers) {
                throw new UncuttableException(
                        "output '%s' comes from %s".formatted(output.name(), name(from)));
            }
        }
    }

    int count() {
        return layers == 0 ? 1 : layers + 2;
    }

    /** How many layers; none where the graph is whole. */
    int layers() {
        return layers;
    }

    String name(int at) {
        return switch (role(at)) {
            case STEM -> "stem";
            case LAYER -> "layer " + (at - 1);
            case HEAD -> "head";
            case WHOLE -> "model";
        };
    }

    Step.Role role(int at) {
        if (layers == 0) {
            return Step.Role.WHOLE;
        }
        if (at == 0) {
            return Step.Role.STEM;
        }
        return at > layers ? Step.Role.HEAD : Step.Role.LAYER;
    }

    List<Node> nodes(int at) {
        return places.get(at).nodes;
    }

    /** The values that a place takes from outside; constants are apart. */
    List<String> entering(int at) {
        return places.get(at).entering;
    }

    /** The constants that a place uses. */
    List<String> constants(int at) {
        return places.get(at).constants;
    }

    /** The values of a place that other places or the caller take, in the order of its nodes. */
    List<String> leaving(int at) {
        return places.get(at).leaving;
    }

    /** Where a value is made: a place, or -1 for the inputs of the graph. */
    int origin(String value) {
        return producedAt.getOrDefault(value, -1);
    }
}
