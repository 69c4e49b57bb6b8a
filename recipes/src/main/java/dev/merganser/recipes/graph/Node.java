package dev.merganser.recipes.graph;

import dev.merganser.recipes.tensor.Tensor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One operation of a graph.
 *
 * @param name for people; may be empty
 * @param opType the operator, for example {@code MatMul}
 * @param domain the operator's set; empty for ONNX's own
 * @param inputs names of values; an empty name is an optional input left out
 * @param outputs names of values; an empty name is an optional output left out
 */
public record Node(
        String name,
        String opType,
        String domain,
        List<String> inputs,
        List<String> outputs,
        List<Attribute> attributes) {

    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = List.copyOf(attributes);
    }

    /** A node of ONNX's own operators. */
    public static Node of(
            String name,
            String opType,
            List<String> inputs,
            List<String> outputs,
            Attribute... attributes) {
        return new Node(name, opType, "", inputs, outputs, List.of(attributes));
    }

    /** The value of an attribute, where the node has it. */
    public Optional<AttributeValue> attribute(String attributeName) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(attributeName))
                .map(Attribute::value)
                .findFirst();
    }

    /** A whole-number attribute, or {@code otherwise} where the node has none of that kind. */
    public long intAttribute(String attributeName, long otherwise) {
        return attribute(attributeName).orElse(new AttributeValue.IntValue(otherwise))
                        instanceof AttributeValue.IntValue(long value)
                ? value
                : otherwise;
    }

    /** A float attribute, or {@code otherwise} where the node has none of that kind. */
    public float floatAttribute(String attributeName, float otherwise) {
        return attribute(attributeName).orElse(new AttributeValue.FloatValue(otherwise))
                        instanceof AttributeValue.FloatValue(float value)
                ? value
                : otherwise;
    }

    /** An attribute of whole numbers, or {@code otherwise} where the node has none of that kind. */
    public List<Long> intsAttribute(String attributeName, List<Long> otherwise) {
        return attribute(attributeName).orElse(new AttributeValue.Ints(otherwise))
                        instanceof AttributeValue.Ints(List<Long> values)
                ? values
                : otherwise;
    }

    /** A text attribute, or {@code otherwise} where the node has none of that kind. */
    public String stringAttribute(String attributeName, String otherwise) {
        return attribute(attributeName).orElse(new AttributeValue.StringValue(otherwise))
                        instanceof AttributeValue.StringValue(String value)
                ? value
                : otherwise;
    }

    /** A tensor attribute, for example the {@code value} of a {@code Constant}. */
    public Optional<Tensor> tensorAttribute(String attributeName) {
        return attribute(attributeName)
                .filter(AttributeValue.TensorValue.class::isInstance)
                .map(value -> ((AttributeValue.TensorValue) value).value());
    }

    /** The graphs in this node's attributes, in their order. */
    public List<Graph> subgraphs() {
        return attributes.stream().flatMap(attribute -> graphsIn(attribute.value())).toList();
    }

    private static Stream<Graph> graphsIn(AttributeValue value) {
        return switch (value) {
            case AttributeValue.GraphValue(Graph graph) -> Stream.of(graph);
            case AttributeValue.Graphs(List<Graph> graphs) -> graphs.stream();
            case AttributeValue.FloatValue _,
                    AttributeValue.IntValue _,
                    AttributeValue.StringValue _,
                    AttributeValue.TensorValue _,
                    AttributeValue.Floats _,
                    AttributeValue.Ints _,
                    AttributeValue.Strings _,
                    AttributeValue.Tensors _ ->
                    Stream.empty();
        };
    }

    /** The same operation under another name. */
    public Node withName(String newName) {
        return new Node(newName, opType, domain, inputs, outputs, attributes);
    }
}
