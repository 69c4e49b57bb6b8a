package dev.merganser.recipes.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts other names for initializers into nodes, with a Transpose where one lies otherwise. */
final class WeightRenaming {

    private final WeightNames names;
    private final Set<String> initializers;
    private int turned;

    WeightRenaming(WeightNames names, Graph graph) {
        this.names = names;
        this.initializers =
                graph.initializers().stream().map(Initializer::name).collect(Collectors.toSet());
    }

    /** The nodes, each after the Transposes that it needs; those in attributes too. */
    List<Node> nodes(List<Node> nodes) {
        List<Node> renamed = new ArrayList<>();
        for (Node node : nodes) {
            List<String> inputs =
                    node.inputs().stream().map(input -> renamed(input, node, renamed)).toList();
            renamed.add(
                    new Node(
                            node.name(),
                            node.opType(),
                            node.domain(),
                            inputs,
                            node.outputs(),
                            node.attributes().stream()
                                    .map(attribute -> attribute.withGraphs(this::renamed))
                                    .toList()));
        }
        return renamed;
    }

    private String renamed(String input, Node user, List<Node> before) {
        if (!initializers.contains(input)) {
            return input;
        }
        WeightName name = names.of(input);
        return name.transposed() ? turned(name.name(), user, before) : name.name();
    }

    /** Named after the node that uses it, so that it is of the same layer. */
    private String turned(String weight, Node user, List<Node> before) {
        String name = user.name() + "/Turned";
        String value = "%s_%d".formatted(weight, turned++);
        before.add(
                Node.of(
                        name,
                        "Transpose",
                        List.of(weight),
                        List.of("turned::" + value),
                        Attribute.ints("perm", 1, 0)));
        return "turned::" + value;
    }

    private Graph renamed(Graph branch) {
        return branch.withNodes(nodes(branch.nodes()));
    }
}
