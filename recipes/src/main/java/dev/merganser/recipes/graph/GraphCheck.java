package dev.merganser.recipes.graph;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks that every value of a graph is made once, and before it is used: by an input, an
 * initializer, a node above, or in a subgraph also by what its node can see.
 */
final class GraphCheck {
    private final String where;

    private GraphCheck(String where) {
        this.where = where;
    }

    /**
     * Checks a model.
     *
     * @param where names the graph in messages
     * @throws BadDataException naming the node and the value
     */
    static void check(Graph graph, String where) {
        new GraphCheck(where).check(graph, Set.of());
    }

    private void check(Graph graph, Set<String> outer) {
        Set<String> made = new HashSet<>();
        names(graph).forEach(name -> define(made, name, "its inputs and initializers"));
        Set<String> visible = new HashSet<>(outer);
        visible.addAll(made);
        for (Node node : graph.nodes()) {
            checkInputs(node, visible);
            node.subgraphs().forEach(subgraph -> check(subgraph, visible));
            for (String output : present(node.outputs())) {
                define(made, output, describe(node));
                visible.add(output);
            }
        }
        checkOutputs(graph, visible);
    }

    /** Inputs and initializers; before ir version 4 an initializer is also an input. */
    private static Stream<String> names(Graph graph) {
        return Stream.concat(
                graph.fedInputs().stream().map(ValueInfo::name),
                graph.initializers().stream().map(Initializer::name));
    }

    private void define(Set<String> made, String name, String maker) {
        if (!made.add(name)) {
            throw bad("value %s is made twice, again by %s".formatted(Quoted.text(name), maker));
        }
    }

    private void checkInputs(Node node, Set<String> visible) {
        for (String input : present(node.inputs())) {
            if (!visible.contains(input)) {
                throw bad(
                        "%s uses value %s, which nothing before it makes"
                                .formatted(describe(node), Quoted.text(input)));
            }
        }
    }

    private void checkOutputs(Graph graph, Set<String> visible) {
        for (ValueInfo output : graph.outputs()) {
            if (!visible.contains(output.name())) {
                throw bad("output %s is made by no node".formatted(Quoted.text(output.name())));
            }
        }
    }

    private static List<String> present(List<String> names) {
        return names.stream().filter(name -> !name.isEmpty()).toList();
    }

    private static String describe(Node node) {
        return "node %s (%s)".formatted(Quoted.text(node.name()), Quoted.line(node.opType()));
    }

    private BadDataException bad(String message) {
        return new BadDataException(where + ": " + message + ".");
    }
}
