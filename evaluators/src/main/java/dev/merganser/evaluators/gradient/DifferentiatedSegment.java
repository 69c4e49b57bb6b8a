package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.ValueType;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A segment as a pair of graphs: forward, which also gives what is saved, and backward.
 *
 * @param forward the segment with what is saved among its outputs
 * @param saved outputs of the forward graph that the backward graph takes
 * @param backward takes cotangents and saved values
 * @param backwardSegment the backward graph, for a session
 */
record DifferentiatedSegment(
        Segment forward, Set<String> saved, Backward backward, Segment backwardSegment) {

    DifferentiatedSegment {
        saved = Set.copyOf(saved);
    }

    /**
     * Differentiates a segment.
     *
     * @param infos of all its values
     * @param seeded outputs whose gradient will be known
     * @param wanted inputs whose gradient is asked for
     */
    static DifferentiatedSegment of(
            Segment segment,
            Map<String, TensorInfo> infos,
            Set<String> seeded,
            Set<String> wanted) {
        Graph graph = segment.graph();
        Map<String, Shape> shapes =
                infos.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().shape()));
        Set<String> computed =
                graph.nodes().stream()
                        .flatMap(node -> node.outputs().stream())
                        .collect(Collectors.toSet());
        Backward backward =
                Differentiation.of(graph, shapes, seeded, wanted, available(infos, computed));
        Set<String> saved =
                backward.saved().stream().filter(computed::contains).collect(Collectors.toSet());
        return new DifferentiatedSegment(
                new Segment(showing(graph, saved), segment.weights()),
                saved,
                backward,
                new Segment(backward.graph(), List.of()));
    }

    /** What may be handed from the forward to the backward graph. */
    private static Set<String> available(Map<String, TensorInfo> infos, Set<String> computed) {
        return infos.values().stream()
                .filter(info -> info.dtype() == DType.F32 && computed.contains(info.name()))
                .map(TensorInfo::name)
                .collect(Collectors.toSet());
    }

    private static Graph showing(Graph graph, Set<String> saved) {
        Map<String, ValueInfo> outputs =
                graph.outputs().stream()
                        .collect(Collectors.toMap(ValueInfo::name, Function.identity()));
        Stream<ValueInfo> more =
                saved.stream()
                        .filter(name -> !outputs.containsKey(name))
                        .sorted()
                        .map(name -> new ValueInfo(name, new ValueType.Untyped()));
        return graph.withOutputs(Stream.concat(graph.outputs().stream(), more).toList());
    }

    /** The inputs of the segment that get a gradient, in full or by rows. */
    Set<String> reached() {
        Set<String> reached = new HashSet<>(backward.gradients().keySet());
        reached.addAll(backward.rows().keySet());
        return reached;
    }

    /** The outputs of the backward graph that hold indices and rows. */
    List<String> rowOutputs() {
        List<String> outputs = new ArrayList<>();
        backward.rows()
                .values()
                .forEach(
                        all ->
                                all.forEach(
                                        row -> {
                                            outputs.add(row.indices());
                                            outputs.add(row.rows());
                                        }));
        return outputs;
    }
}
