package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.Session;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.ValueType;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A graph as it came, with constant weights, in a session that also shows the values that cross
 * places: the source of their types and of the outputs that the cut graph must give.
 */
final class Original implements AutoCloseable {

    private final Graph graph;
    private final Session session;
    private final Map<String, ValueInfo> types;

    private Original(Graph graph, Session session, Map<String, ValueInfo> types) {
        this.graph = graph;
        this.session = session;
        this.types = types;
    }

    static Original open(SessionFactory sessions, Graph graph, Places places) {
        Set<ValueInfo> shown = new LinkedHashSet<>(graph.outputs());
        Set<String> outputs = new LinkedHashSet<>();
        graph.outputs().forEach(output -> outputs.add(output.name()));
        IntStream.range(0, places.count())
                .mapToObj(places::leaving)
                .flatMap(List::stream)
                .filter(outputs::add)
                .forEach(value -> shown.add(new ValueInfo(value, new ValueType.Untyped())));
        Session session = sessions.open(graph.withOutputs(List.copyOf(shown)));
        try {
            return new Original(graph, session, types(graph, session));
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Map<String, ValueInfo> types(Graph graph, Session session) {
        Map<String, ValueInfo> types = new HashMap<>();
        session.outputs().forEach(output -> types.put(output.name(), output));
        graph.inputs().forEach(input -> types.put(input.name(), input));
        return types;
    }

    Graph graph() {
        return graph;
    }

    Session session() {
        return session;
    }

    /** Types of the inputs, the outputs and the values that cross places. */
    Map<String, ValueInfo> types() {
        return types;
    }

    @Override
    public void close() {
        session.close();
    }
}
