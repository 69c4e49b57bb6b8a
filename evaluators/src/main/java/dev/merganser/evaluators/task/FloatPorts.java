package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;
import java.util.Optional;

/** Where float items enter a graph and features leave it. */
final class FloatPorts {

    /**
     * An input.
     *
     * @param rowShape what it takes per row
     */
    record In(String name, Shape rowShape) {}

    private FloatPorts() {}

    /** The input for items of a shape; it must be the graph's only one. */
    static In input(ModelPorts ports, Optional<String> name, Shape items) {
        ValueInfo input = ports.input(name);
        if (ports.inputs().size() != 1 || input.dtype().orElse(DType.F32) != DType.F32) {
            throw new BadDataException(
                    "Graph '%s' must take one float32 input to serve task '%s', found %s."
                            .formatted(ports.graph(), ports.task(), ports.inputs()));
        }
        return new In(input.name(), rowShape(ports, input, items));
    }

    /** The graph's own row shape where it is fixed and holds as many values, else the items'. */
    private static Shape rowShape(ModelPorts ports, ValueInfo input, Shape items) {
        List<Dim> dims = input.dims().orElse(List.of());
        List<Long> sizes = fixed(dims);
        if (dims.isEmpty() || sizes.size() < dims.size() - 1) {
            return items;
        }
        Shape shape = new Shape(sizes);
        if (shape.elements() != items.elements()) {
            throw new BadDataException(
                    "Task '%s': its items are %s, but input '%s' of graph '%s' takes %s per item."
                            .formatted(ports.task(), items, input.name(), ports.graph(), shape));
        }
        return shape;
    }

    /** The output with features {@code [batch, hidden]}. */
    static String features(ModelPorts ports, Optional<String> name, int hidden) {
        ValueInfo output = ports.output(name);
        List<Dim> dims = output.dims().orElse(List.of(Dim.unknown(), Dim.of(hidden)));
        if (dims.size() != 2 || !dims.get(1).equals(Dim.of(hidden))) {
            throw new BadDataException(
                    "Task '%s': its head takes [batch, %d] features, but output '%s' of graph '%s' is %s."
                            .formatted(ports.task(), hidden, output.name(), ports.graph(), dims));
        }
        return output.name();
    }

    /**
     * An output that gives numbers.
     *
     * @param size how many per item
     */
    record Out(String name, int size) {}

    /** The output with numbers {@code [batch, numbers]} or {@code [batch]}. */
    static Out numbers(ModelPorts ports, Optional<String> name) {
        ValueInfo output = ports.output(name);
        List<Dim> dims = output.dims().orElse(List.of());
        if (dims.size() == 1) {
            return new Out(output.name(), 1);
        }
        if (dims.size() == 2 && dims.get(1) instanceof Dim.Fixed(long size)) {
            return new Out(output.name(), Math.toIntExact(size));
        }
        throw new BadDataException(
                "Task '%s': without a head, output '%s' of graph '%s' must be [batch, numbers] with a fixed number of them, but is %s."
                        .formatted(ports.task(), output.name(), ports.graph(), dims));
    }

    /** The output with as many values per item as a target has, as far as the graph tells. */
    static String values(ModelPorts ports, Optional<String> name, Shape target) {
        ValueInfo output = ports.output(name);
        List<Dim> dims = output.dims().orElse(List.of());
        List<Long> sizes = fixed(dims);
        boolean known = !dims.isEmpty() && sizes.size() == dims.size() - 1;
        if (known && new Shape(sizes).elements() != target.elements()) {
            throw new BadDataException(
                    "Task '%s': its targets are %s, but output '%s' of graph '%s' is %s."
                            .formatted(ports.task(), target, output.name(), ports.graph(), dims));
        }
        return output.name();
    }

    /** The fixed ones of the dimensions behind the first. */
    private static List<Long> fixed(List<Dim> dims) {
        return dims.stream()
                .skip(1)
                .filter(Dim.Fixed.class::isInstance)
                .map(dim -> ((Dim.Fixed) dim).size())
                .toList();
    }
}
