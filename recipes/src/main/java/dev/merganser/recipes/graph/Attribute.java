package dev.merganser.recipes.graph;

import dev.merganser.recipes.tensor.Tensor;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** A named setting of a node. */
public record Attribute(String name, AttributeValue value) {

    /** One float32. */
    public static Attribute of(String name, float value) {
        return new Attribute(name, new AttributeValue.FloatValue(value));
    }

    /** One whole number. */
    public static Attribute of(String name, long value) {
        return new Attribute(name, new AttributeValue.IntValue(value));
    }

    /** One text. */
    public static Attribute of(String name, String value) {
        return new Attribute(name, new AttributeValue.StringValue(value));
    }

    /** One tensor. */
    public static Attribute of(String name, Tensor value) {
        return new Attribute(name, new AttributeValue.TensorValue(value));
    }

    /** One subgraph. */
    public static Attribute of(String name, Graph value) {
        return new Attribute(name, new AttributeValue.GraphValue(value));
    }

    /** Several whole numbers, also none or one. */
    public static Attribute ints(String name, long... values) {
        List<Long> list = LongStream.of(values).boxed().toList();
        return new Attribute(name, new AttributeValue.Ints(list));
    }

    /** This attribute with the graphs in it changed; itself where there are none. */
    public Attribute withGraphs(UnaryOperator<Graph> change) {
        return switch (value) {
            case AttributeValue.GraphValue(Graph graph) -> of(name, change.apply(graph));
            case AttributeValue.Graphs(List<Graph> graphs) ->
                    new Attribute(
                            name, new AttributeValue.Graphs(graphs.stream().map(change).toList()));
            case AttributeValue.FloatValue _,
                    AttributeValue.IntValue _,
                    AttributeValue.StringValue _,
                    AttributeValue.TensorValue _,
                    AttributeValue.Floats _,
                    AttributeValue.Ints _,
                    AttributeValue.Strings _,
                    AttributeValue.Tensors _ ->
                    this;
        };
    }
}
