package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.DType;

import java.util.List;
import java.util.Optional;

/** The inputs and outputs of a graph as a task meets them; messages name the task. */
public record ModelPorts(SegmentedModel model, String task) {

    public List<ValueInfo> inputs() {
        return model.graph().inputs();
    }

    public List<ValueInfo> outputs() {
        return model.graph().outputs();
    }

    /** The input of a name; empty: the only one. */
    public ValueInfo input(Optional<String> name) {
        return chosen("input", inputs(), name);
    }

    /** The output of a name, which must be float32; empty: the only one. */
    public ValueInfo output(Optional<String> name) {
        ValueInfo output = chosen("output", outputs(), name);
        if (output.dtype().orElse(DType.F32) != DType.F32) {
            throw new BadDataException(
                    "Task '%s': output '%s' of graph '%s' must be float32, but is %s."
                            .formatted(task, output.name(), graph(), output.dtype().orElseThrow()));
        }
        return output;
    }

    private ValueInfo chosen(String kind, List<ValueInfo> all, Optional<String> name) {
        List<String> names = all.stream().map(ValueInfo::name).toList();
        if (name.isEmpty() && all.size() != 1) {
            throw new WrongUseException(
                    "Task '%s' must say which %s of graph '%s' it uses (%s: NAME), since it has %s."
                            .formatted(task, kind, graph(), kind, names));
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
                                                        graph(),
                                                        names)));
    }

    /** The last dimension of an output where the graph fixes it: features, or the vocabulary. */
    public static Optional<Long> lastDimension(ValueInfo output) {
        return output.dims()
                .filter(dims -> !dims.isEmpty())
                .filter(dims -> dims.getLast() instanceof Dim.Fixed)
                .map(dims -> ((Dim.Fixed) dims.getLast()).size());
    }

    /** The graph's name. */
    public String graph() {
        return model.graph().name();
    }
}
