package dev.merganser.evaluators.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.MemorySegment;
import java.util.List;

class WeightRuleTest {

    private final GraphBuilder graph = GraphBuilder.named("rule").opset(18);

    WeightRuleTest() {
        graph.input("x", DType.F32, Dim.of("batch"), Dim.of(3));
    }

    @ParameterizedTest
    @CsvSource({
        "MatMul, 1, true",
        "Gemm, 1, true",
        "Gemm, 2, true",
        "Conv, 1, true",
        "Conv, 2, true",
        "Gather, 0, true",
        "Gather, 1, false",
        "LayerNormalization, 1, true",
        "LayerNormalization, 2, true",
        "BatchNormalization, 4, true",
        "Add, 0, true",
        "Add, 1, true",
        "Mul, 1, false",
        "Clip, 1, false",
        "Pow, 1, false",
        "Sub, 1, false",
    })
    void theRoleOfAConstantDecides(String op, int place, boolean isWeight) {
        constant("c", 1, 2, 3);
        String[] inputs = {"x", "x", "x", "x", "x"};
        inputs[place] = "c";
        graph.node("n", op, List.of(inputs));
        assertThat(weights()).isEqualTo(isWeight ? List.of("c") : List.of());
    }

    @Test
    void constantsAreFollowedThroughTransposeReshapeAndCast() {
        constant("c", 1, 2, 3);
        String turned = graph.node("a", "Transpose", List.of("c"));
        String shaped = graph.node("b", "Reshape", List.of(turned, "x"));
        String cast = graph.node("d", "Cast", List.of(shaped));
        graph.node("e", "MatMul", List.of("x", cast));
        assertThat(weights()).containsExactly("c");
    }

    @Test
    void aTokenThatIsExpandedAndPositionsThatAreSlicedAreWeights() {
        constant("token", 1, 2, 3);
        constant("positions", 1, 2, 3);
        String token = graph.node("e", "Expand", List.of("token", "x"));
        String tokens = graph.node("c", "Concat", List.of(token, "x"));
        String positions = graph.node("s", "Slice", List.of("positions", "x"));
        graph.node("a", "Add", List.of(tokens, positions));
        assertThat(weights()).containsExactly("token", "positions");
    }

    @Test
    void aScaleOfTheChannelsOfAProductIsAWeightAndARotaryTableIsNot() {
        constant("bias", 1, 2, 3);
        constant("scale", 1, 2, 3);
        constant("cosines", 1, 2, 3);
        String product = graph.node("m", "MatMul", List.of("x", "x"));
        String biased = graph.node("a", "Add", List.of("bias", product));
        graph.node("s", "Mul", List.of(biased, "scale"));
        String heads = graph.node("h", "Reshape", List.of(biased, "x"));
        graph.node("r", "Mul", List.of(heads, "cosines"));
        assertThat(weights()).containsExactly("bias", "scale");
    }

    @Test
    void theScaleOfAGroupNormalizationThatIsWrittenOutIsAWeight() {
        constant("scale", 1, 2, 3);
        String unit = graph.node("i", "InstanceNormalization", List.of("x", "x", "x"));
        String shaped = graph.node("r", "Reshape", List.of(unit, "x"));
        graph.node("m", "Mul", List.of(shaped, "scale"));
        assertThat(weights()).containsExactly("scale");
    }

    @Test
    void theScaleOfANormalizationThatIsWrittenOutIsAWeight() {
        constant("scale", 1, 2, 3);
        constant("other", 1, 2, 3);
        graph.scalar("epsilon", 1e-5f);
        graph.scalar("two", 2);
        String square = graph.node("p", "Pow", List.of("x", "two"));
        String safe = graph.node("s", "Add", List.of(square, "epsilon"));
        String root = graph.node("r", "Sqrt", List.of(safe));
        String unit = graph.node("d", "Div", List.of("x", root));
        graph.node("m", "Mul", List.of("scale", unit));
        graph.node("o", "Mul", List.of("x", "other"));
        assertThat(weights()).containsExactly("scale");
    }

    @Test
    void aCausalMaskIsNoBiasButZerosAre() {
        constant("mask", 0, -1e9f, Float.NEGATIVE_INFINITY);
        constant("zeros", 0, 0, 0);
        graph.node("a", "Add", List.of("x", "mask"));
        graph.node("b", "Add", List.of("x", "zeros"));
        assertThat(weights()).containsExactly("zeros");
    }

    @Test
    void aSingleNumberIsABiasBehindAProductOnly() {
        constant("bias", 1);
        constant("epsilon", 1);
        String product = graph.node("m", "MatMul", List.of("x", "x"));
        graph.node("a", "Add", List.of(product, "bias"));
        graph.node("b", "Add", List.of("x", "epsilon"));
        assertThat(weights()).containsExactly("bias");
    }

    @Test
    void halfPrecisionWeightsAreRefused() {
        graph.initializer(
                new Tensor(
                        new TensorInfo("half", DType.F16, Shape.of(3)),
                        MemorySegment.ofArray(new byte[6])));
        graph.node("a", "Gemm", List.of("x", "half"));
        assertThatThrownBy(this::weights)
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Graph 'rule' must hold its weights as float32, but 'half' is F16. Maybe"
                                + " export the model as float32.");
    }

    private void constant(String name, float... values) {
        graph.initializer(name, Shape.of(values.length), values);
    }

    private List<String> weights() {
        graph.node("last", "Identity", List.of("x"));
        Graph built = graph.build();
        return WeightRule.weights(built).stream().map(Tensor::name).toList();
    }
}
