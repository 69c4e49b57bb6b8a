package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.StepPlan;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a graph turns items into features.
 *
 * @param input the graph input that takes items
 * @param itemShape what it takes per item
 * @param output the graph output with features {@code [batch, hidden]}
 * @param plan the steps for it
 */
public record Features(String input, Shape itemShape, String output, int hidden, StepPlan plan) {

    /**
     * Features of a task.
     *
     * @param task for messages
     * @param input the name of the input; empty: the only one
     * @param output the name of the output; empty: the only one
     * @param items the shape of the task's items
     * @param hidden how many features the task's head takes
     */
    public static Features of(
            SegmentedModel model,
            String task,
            Optional<String> input,
            Optional<String> output,
            Shape items,
            int hidden) {
        Graph graph = model.graph();
        ValueInfo in = chosen(graph, task, "input", graph.inputs(), input);
        ValueInfo out = chosen(graph, task, "output", graph.outputs(), output);
        requireOnlyInput(graph, in);
        requireFeatures(graph, task, out, hidden);
        return new Features(
                in.name(),
                itemShape(graph, task, in, items),
                out.name(),
                hidden,
                StepPlan.of(model.steps(), Set.of(out.name())));
    }

    private static ValueInfo chosen(
            Graph graph, String task, String kind, List<ValueInfo> all, Optional<String> name) {
        List<String> names = all.stream().map(ValueInfo::name).toList();
        if (name.isEmpty() && all.size() != 1) {
            throw new WrongUseException(
                    "Task '%s' must say which %s of graph '%s' it uses (%s: NAME), since it has %s."
                            .formatted(task, kind, graph.name(), kind, names));
        }
        return all.stream()
                .filter(value -> name.isEmpty() || value.name().equals(name.get()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new WrongUseException(
                                        "Task '%s' uses the %s '%s', but graph '%s' has %s."
                                                .formatted(
                                                        task,
                                                        kind,
                                                        name.orElse(""),
                                                        graph.name(),
                                                        names)));
    }

    private static void requireOnlyInput(Graph graph, ValueInfo input) {
        if (graph.inputs().size() != 1 || input.dtype().orElse(DType.F32) != DType.F32) {
            throw new BadDataException(
                    "Graph '%s' must take one float32 input to serve classification tasks, found %s."
                            .formatted(graph.name(), graph.inputs()));
        }
    }

    private static void requireFeatures(Graph graph, String task, ValueInfo output, int hidden) {
        List<Dim> dims = output.dims().orElse(List.of(Dim.unknown(), Dim.unknown()));
        boolean fits =
                dims.size() == 2
                        && (!(dims.get(1) instanceof Dim.Fixed(long size)) || size == hidden);
        if (!fits) {
            throw new BadDataException(
                    "Task '%s': its head takes [batch, %d] features, but output '%s' of graph '%s' is %s."
                            .formatted(task, hidden, output.name(), graph.name(), dims));
        }
    }

    /** The graph's own item shape where it is fixed and holds as many values, else the items'. */
    private static Shape itemShape(Graph graph, String task, ValueInfo input, Shape items) {
        List<Dim> dims = input.dims().orElse(List.of());
        List<Dim> inner = dims.isEmpty() ? dims : dims.subList(1, dims.size());
        List<Long> sizes =
                inner.stream()
                        .filter(Dim.Fixed.class::isInstance)
                        .map(dim -> ((Dim.Fixed) dim).size())
                        .toList();
        if (dims.isEmpty() || sizes.size() < inner.size()) {
            return items;
        }
        Shape shape = new Shape(sizes);
        if (shape.elements() != items.elements()) {
            throw new BadDataException(
                    "Task '%s': its items are %s, but input '%s' of graph '%s' takes %s per item."
                            .formatted(task, items, input.name(), graph.name(), shape));
        }
        return shape;
    }
}
