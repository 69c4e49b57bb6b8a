package dev.merganser.recipes.graph;

import dev.merganser.recipes.tensor.Tensor;

import java.util.List;

/** The value of a node's attribute. */
public sealed interface AttributeValue {

    /** One float32. */
    record FloatValue(float value) implements AttributeValue {}

    /** One whole number. */
    record IntValue(long value) implements AttributeValue {}

    /** One text. */
    record StringValue(String value) implements AttributeValue {}

    /** One tensor. */
    record TensorValue(Tensor value) implements AttributeValue {}

    /** One subgraph: a branch of {@code If}, the body of {@code Loop}. */
    record GraphValue(Graph value) implements AttributeValue {}

    /** Several float32. */
    record Floats(List<Float> values) implements AttributeValue {
        public Floats {
            values = List.copyOf(values);
        }
    }

    /** Several whole numbers. */
    record Ints(List<Long> values) implements AttributeValue {
        public Ints {
            values = List.copyOf(values);
        }
    }

    /** Several texts. */
    record Strings(List<String> values) implements AttributeValue {
        public Strings {
            values = List.copyOf(values);
        }
    }

    /** Several tensors. */
    record Tensors(List<Tensor> values) implements AttributeValue {
        public Tensors {
            values = List.copyOf(values);
        }
    }

    /** Several subgraphs. */
    record Graphs(List<Graph> values) implements AttributeValue {
        public Graphs {
            values = List.copyOf(values);
        }
    }
}
