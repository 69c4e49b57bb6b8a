package dev.merganser.evaluators.path;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;

import java.util.List;
import java.util.Map;

/**
 * Puts other names for values into nodes, also where graphs in attributes take them from outside.
 *
 * @param names new name by old; others stay
 */
record ValueRenaming(Map<String, String> names) {

    Node of(Node node) {
        return new Node(
                node.name(),
                node.opType(),
                node.domain(),
                renamed(node.inputs()),
                renamed(node.outputs()),
                node.attributes().stream()
                        .map(attribute -> attribute.withGraphs(this::of))
                        .toList());
    }

    private List<String> renamed(List<String> values) {
        return values.stream().map(value -> names.getOrDefault(value, value)).toList();
    }

    private Graph of(Graph branch) {
        List<ValueInfo> outputs =
                branch.outputs().stream()
                        .map(
                                output ->
                                        output.withName(
                                                names.getOrDefault(output.name(), output.name())))
                        .toList();
        return branch.withNodes(branch.nodes().stream().map(this::of).toList())
                .withOutputs(outputs);
    }
}
