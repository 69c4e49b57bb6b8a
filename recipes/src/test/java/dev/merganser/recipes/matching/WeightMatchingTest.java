package dev.merganser.recipes.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.WeightName;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.util.List;

class WeightMatchingTest {

    private static final Shape WIDE = Shape.of(2, 3);
    private static final Shape TALL = Shape.of(3, 2);
    private static final Shape SQUARE = Shape.of(2, 2);
    private static final float[] MATRIX = {1, 2, 3, 4, 5, 6};
    private static final float[] TURNED = {1, 4, 2, 5, 3, 6};

    private final GraphBuilder builder = GraphBuilder.named("exported");
    private final TestCheckpoint checkpoint = new TestCheckpoint();

    WeightMatchingTest() {
        builder.input("x", DType.F32, Dim.of("batch"), Dim.of(2));
    }

    @Test
    void aFoldedMatrixIsMatchedByItsCanonicalNameAndTurned() {
        product("/layer.0/dense/MatMul", "onnx::MatMul_7", WIDE, MATRIX);
        checkpoint.with("layer.0.dense.weight", DType.F32, TALL, TURNED);

        assertThat(only().way()).isEqualTo(Match.Way.NAME);
        assertThat(only().transposed()).isTrue();
        assertThat(only().equal()).isTrue();
        assertThat(match().missing()).isEmpty();
    }

    @Test
    void aMatrixThatKeptItsNameButLiesOtherwiseIsTurned() {
        product("dense", "dense.weight", WIDE, MATRIX);
        checkpoint.with("dense.weight", DType.F32, TALL, TURNED);

        assertThat(names("dense.weight")).isEqualTo(new WeightName("dense.weight", true));
    }

    @Test
    void theValuesTellHowASquareMatrixLies() {
        product("dense", "dense.weight", SQUARE, 1, 2, 3, 4);
        product("/folded/MatMul", "onnx::MatMul_1", SQUARE, 5, 6, 7, 8);
        checkpoint.with("dense.weight", DType.F32, SQUARE, 1, 3, 2, 4);
        checkpoint.with("folded.weight", DType.F32, SQUARE, 5, 6, 7, 8);

        assertThat(names("dense.weight")).isEqualTo(new WeightName("dense.weight", true));
        assertThat(names("onnx::MatMul_1")).isEqualTo(new WeightName("folded.weight", false));
    }

    @Test
    void aSquareMatrixOfAnotherCheckpointLiesAsTheGraphSaysOfIt() {
        product("dense", "dense.weight", SQUARE, 1, 2, 3, 4);
        product("/folded/MatMul", "onnx::MatMul_1", SQUARE, 5, 6, 7, 8);
        checkpoint.with("dense.weight", DType.F32, SQUARE, 9, 9, 9, 8);
        checkpoint.with("folded.weight", DType.F32, SQUARE, 9, 9, 9, 7);

        assertThat(names("dense.weight").transposed()).isFalse();
        assertThat(names("onnx::MatMul_1").transposed()).isTrue();
        assertThat(match().matches()).noneMatch(Match::equal);
    }

    @Test
    void aPrefixOfTheCheckpointIsFound() {
        product("/layer.0/dense/MatMul", "onnx::MatMul_7", WIDE, MATRIX);
        product("/layer.1/dense/MatMul", "onnx::MatMul_8", WIDE, MATRIX);
        checkpoint.with("bert.layer.0.dense.weight", DType.F32, TALL, 0, 0, 0, 0, 0, 1);
        checkpoint.with("bert.layer.1.dense.weight", DType.F32, TALL, 0, 0, 0, 0, 0, 2);
        checkpoint.with("cls.weight", 1, 2, 3);

        assertThat(match().matches())
                .extracting(Match::tensor)
                .containsExactly("bert.layer.0.dense.weight", "bert.layer.1.dense.weight");
        assertThat(match().matches()).extracting(Match::way).containsOnly(Match.Way.PREFIX);
        assertThat(match().unused()).containsExactly("cls.weight");
    }

    @Test
    void aPrefixOfTheGraphIsFoundToo() {
        builder.initializer("model.layers.0.norm.weight", Shape.of(2), 1, 2);
        builder.initializer("model.norm.weight", Shape.of(2), 3, 4);
        checkpoint
                .with("transformer.layers.0.norm.weight", 5, 6)
                .with("transformer.norm.weight", 7, 8);

        assertThat(names("model.layers.0.norm.weight").name())
                .isEqualTo("transformer.layers.0.norm.weight");
        assertThat(names("model.norm.weight").name()).isEqualTo("transformer.norm.weight");
    }

    @Test
    void oneLayerIsNeverTakenForAnother() {
        builder.initializer("layers.0.norm.weight", Shape.of(2), 1, 2);
        checkpoint.with("layers.1.norm.weight", 3, 4);

        assertThat(match().matches()).isEmpty();
        assertThat(match().missing()).containsExactly("layers.0.norm.weight");
    }

    @Test
    void ofTwoPrefixesThatServeAsWellTheOneWithEqualValuesIsTaken() {
        builder.initializer("block.0.norm.weight", Shape.of(2), 1, 2);
        checkpoint.with("decoder.block.0.norm.weight", 3, 4);
        checkpoint.with("encoder.block.0.norm.weight", 1, 2);

        assertThat(only().tensor()).isEqualTo("encoder.block.0.norm.weight");
        assertThat(match().ambiguous()).isEmpty();
    }

    @Test
    void whereNothingTellsThemApartTheWeightIsAmbiguousAndLeftAlone() {
        builder.initializer("block.0.norm.weight", Shape.of(2), 1, 2);
        checkpoint.with("decoder.block.0.norm.weight", 3, 4);
        checkpoint.with("encoder.block.0.norm.weight", 5, 6);

        assertThat(match().matches()).isEmpty();
        assertThat(match().ambiguous())
                .containsEntry(
                        "block.0.norm.weight",
                        List.of("decoder.block.0.norm.weight", "encoder.block.0.norm.weight"));
    }

    @Test
    void valuesFindWhatNamesDoNot() {
        product("MatMul_12", "onnx::MatMul_7", WIDE, MATRIX);
        checkpoint.with("some.weight", DType.F32, TALL, 1, 4, 2, 5, 3, 7);
        checkpoint.with("other.weight", DType.F32, TALL, TURNED);

        assertThat(only().tensor()).isEqualTo("other.weight");
        assertThat(only().way()).isEqualTo(Match.Way.VALUE);
        assertThat(only().transposed()).isTrue();
    }

    @Test
    void valuesThatAreAllTheSameFindNothing() {
        builder.initializer("Constant_3", Shape.of(2), 1, 1);
        checkpoint.with("norm.weight", 1, 1);

        assertThat(match().matches()).isEmpty();
        assertThat(match().unused()).containsExactly("norm.weight");
    }

    @Test
    void twoTensorsWithTheValuesOfOneWeightAreAmbiguous() {
        builder.initializer("w", Shape.of(2), 1, 2);
        checkpoint.with("a", 1, 2).with("b", 1, 2);

        assertThat(match().ambiguous()).containsEntry("w", List.of("a", "b"));
    }

    @Test
    void aCheckpointOfANarrowerTypeHasEqualValues() {
        product("MatMul_12", "onnx::MatMul_7", WIDE, 1.001f, 2.001f, 3.001f, 4.001f, 5, 6);
        checkpoint.with("dense.weight", DType.BF16, TALL, 1.001f, 4.001f, 2.001f, 5, 3.001f, 6);

        assertThat(only().cast()).contains(DType.BF16);
        assertThat(only().equal()).isTrue();
    }

    @Test
    void aTiedHeadTakesTheTensorOfItsTwinEvenInAnotherCheckpoint() {
        builder.initializer("embed.weight", TALL, TURNED);
        product("/lm_head/MatMul", "onnx::MatMul_9", WIDE, MATRIX);
        checkpoint.with("embed.weight", DType.F32, TALL, 9, 8, 7, 6, 5, 4);

        Match head = match().matches().getLast();
        assertThat(head.tensor()).isEqualTo("embed.weight");
        assertThat(head.way()).isEqualTo(Match.Way.TIED);
        assertThat(head.transposed()).isTrue();
        assertThat(match().matches()).allMatch(Match::tied);

        Graph named = match().applied(builder.build());
        assertThat(named.initializers())
                .extracting(Initializer::name)
                .containsExactly("embed.weight");
        assertThat(named.nodes().getLast().inputs().getLast()).startsWith("turned::embed.weight");
    }

    @Test
    void namesThatAgreeChangeNothing() {
        product("dense", "dense.weight", WIDE, MATRIX);
        checkpoint.with("dense.weight", DType.F32, WIDE, 9, 8, 7, 6, 5, 4);
        Graph graph = builder.build();

        assertThat(match().applied(graph)).isSameAs(graph);
    }

    @Test
    void anotherShapeIsNoMatch() {
        product("dense", "dense.weight", WIDE, MATRIX);
        checkpoint.with("dense.weight", DType.F32, Shape.of(6), MATRIX);

        assertThat(match().missing()).containsExactly("dense.weight");
    }

    private Match only() {
        assertThat(match().matches()).hasSize(1);
        return match().matches().getFirst();
    }

    private WeightName names(String initializer) {
        return match().names(builder.build()).of(initializer);
    }

    private WeightMatching match() {
        return WeightMatching.of(builder.build(), checkpoint);
    }

    private void product(String node, String weight, Shape shape, float... values) {
        builder.initializer(weight, shape, values);
        builder.node(node, "MatMul", List.of("x", weight));
    }
}
