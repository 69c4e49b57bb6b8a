package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.tensor.Tensor;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Cuts a graph into stem, layers and head along the numbered names of its nodes, with float weights
 * as inputs, and checks by running both that the parts give the whole's output. A graph that does
 * not fit becomes one segment, with the reason.
 */
public final class SegmentCutter {

    private final SessionFactory sessions;

    private SegmentCutter(SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** A cutter that checks with sessions of a factory. */
    public static SegmentCutter with(SessionFactory sessions) {
        return new SegmentCutter(sessions);
    }

    /** Cuts and checks; quantized weights, and a graph that cannot be loaded, are bad data. */
    public SegmentedModel cut(Graph original) {
        Graph plain = ConstantNodes.asInitializers(original);
        Graph graph = plain.withInputs(plain.fedInputs());
        List<Tensor> weights = WeightRule.weights(graph);
        try {
            return checked(graph, Places.of(graph, layers(graph)), weights, Optional.empty());
        } catch (UncuttableException | BadDataException e) {
            return whole(graph, weights, String.valueOf(e.getMessage()));
        }
    }

    private SegmentedModel whole(Graph graph, List<Tensor> weights, String reason) {
        try {
            return checked(graph, Places.whole(graph), weights, Optional.of(reason));
        } catch (UncuttableException e) {
            throw new BadDataException(
                    "Graph '%s' cannot run with its weights as inputs: %s"
                            .formatted(graph.name(), e.reason()),
                    e);
        }
    }

    private static LayerNames layers(Graph graph) {
        return LayerNames.of(graph.nodes())
                .orElseThrow(
                        () ->
                                new UncuttableException(
                                        "its node names show no repeated layers such as /layers.0/"));
    }

    private SegmentedModel checked(
            Graph graph, Places places, List<Tensor> weights, Optional<String> uncut) {
        Set<String> state = state(places);
        Set<String> context = context(places, state);
        List<Tensor> constants = constants(graph, weights);
        try (Original whole = Original.open(sessions, graph, places)) {
            var builder = new StepBuilder(graph, places, whole.types(), weights, constants);
            var model =
                    new SegmentedModel(
                            graph,
                            builder.steps(),
                            weights,
                            state,
                            context,
                            constants.stream().filter(c -> c.dtype().isFloat()).toList(),
                            uncut);
            Reassembly.check(sessions, whole, model);
            return model;
        }
    }

    private static List<Tensor> constants(Graph graph, List<Tensor> weights) {
        Set<String> names = weights.stream().map(Tensor::name).collect(Collectors.toSet());
        return graph.initializers().stream()
                .map(Initializer::tensor)
                .filter(tensor -> !names.contains(tensor.name()))
                .toList();
    }

    /** What enters the first layer where the second takes the first's output. */
    private static Set<String> state(Places places) {
        if (places.layers() == 0) {
            return Set.of();
        }
        List<String> first = places.entering(1);
        List<String> second = places.entering(2);
        Set<String> state =
                IntStream.range(0, Math.min(first.size(), second.size()))
                        .filter(i -> places.origin(second.get(i)) == 1)
                        .mapToObj(first::get)
                        .collect(Collectors.toSet());
        if (state.isEmpty()) {
            throw new UncuttableException("no value goes from layer to layer");
        }
        return state;
    }

    /**
     * What enters layers besides the state; an input of the graph must be the same for all layers.
     */
    private static Set<String> context(Places places, Set<String> state) {
        Set<String> context = new HashSet<>();
        for (int at = 1; at <= places.layers(); at++) {
            for (String value : places.entering(at)) {
                boolean isState = at == 1 ? state.contains(value) : places.origin(value) > 0;
                if (!isState) {
                    context.add(value);
                    requireShared(places, value);
                }
            }
        }
        return context;
    }

    private static void requireShared(Places places, String value) {
        boolean shared =
                places.origin(value) == 0
                        || IntStream.rangeClosed(1, places.layers())
                                .allMatch(at -> places.entering(at).contains(value));
        if (!shared) {
            throw new UncuttableException("input '%s' is for some layers only".formatted(value));
        }
    }
}
