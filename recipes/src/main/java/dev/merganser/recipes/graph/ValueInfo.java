package dev.merganser.recipes.graph;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;
import java.util.Optional;

/** Name and type of an input, an output or another value of a graph. */
public record ValueInfo(String name, ValueType type) {

    /** A tensor of known rank. */
    public static ValueInfo of(String name, DType dtype, List<Dim> dims) {
        return new ValueInfo(name, new ValueType.Ranked(dtype, dims));
    }

    /** A tensor of known rank. */
    public static ValueInfo of(String name, DType dtype, Dim... dims) {
        return of(name, dtype, List.of(dims));
    }

    /** A tensor of a fixed shape. */
    public static ValueInfo of(String name, DType dtype, Shape shape) {
        return of(name, dtype, shape.dims().stream().map(Dim::of).toList());
    }

    /** Element type, where the graph gives it. */
    public Optional<DType> dtype() {
        return switch (type) {
            case ValueType.Ranked(DType dtype, _) -> Optional.of(dtype);
            case ValueType.Unranked(DType dtype) -> Optional.of(dtype);
            case ValueType.Untyped() -> Optional.empty();
        };
    }

    /** Dimensions, where the graph gives them. */
    public Optional<List<Dim>> dims() {
        return switch (type) {
            case ValueType.Ranked(_, List<Dim> dims) -> Optional.of(dims);
            case ValueType.Unranked(_), ValueType.Untyped() -> Optional.empty();
        };
    }

    /** The same type under another name. */
    public ValueInfo withName(String newName) {
        return new ValueInfo(newName, type);
    }
}
