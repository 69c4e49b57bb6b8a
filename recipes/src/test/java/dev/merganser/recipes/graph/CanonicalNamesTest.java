package dev.merganser.recipes.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.util.List;

class CanonicalNamesTest {

    private final GraphBuilder builder = GraphBuilder.named("exported");

    CanonicalNamesTest() {
        builder.input("x", DType.F32, Dim.of("batch"), Dim.of(2));
    }

    @Test
    void aFoldedWeightIsNamedAfterTheModuleThatUsesItAndTurnedBack() {
        product("/encoder/layer.0/attention/self/query/MatMul", "x", "onnx::MatMul_1525");

        assertThat(name("onnx::MatMul_1525"))
                .isEqualTo(new WeightName("encoder.layer.0.attention.self.query.weight", true));
    }

    @Test
    void namesThatTheExporterKeptStayAndSoDoesTheirOrientation() {
        product("/h.0/attn/c_attn/MatMul", "x", "h.0.attn.c_attn.weight");

        assertThat(name("h.0.attn.c_attn.weight"))
                .isEqualTo(new WeightName("h.0.attn.c_attn.weight", false));
    }

    @Test
    void twoWeightsOfOneModuleAreToldApartByTheirOperators() {
        String first = product("/layer.0/mixer/MatMul", "x", "onnx::MatMul_1");
        product("/layer.0/mixer/MatMul_1", first, "onnx::MatMul_2");

        assertThat(name("onnx::MatMul_1").name()).isEqualTo("layer.0.mixer.MatMul.weight");
        assertThat(name("onnx::MatMul_2").name()).isEqualTo("layer.0.mixer.MatMul_1.weight");
    }

    @Test
    void aNameThatIsTakenIsNotGivenAgain() {
        product("/dense/MatMul", "x", "onnx::MatMul_1");
        builder.initializer("dense.weight", Shape.of(1), 1);

        assertThat(name("onnx::MatMul_1").name()).isEqualTo("dense.MatMul.weight");
    }

    @Test
    void aWeightWhoseUserHasNoPathKeepsItsNumber() {
        String first = product("MatMul_7", "x", "onnx::MatMul_1");
        product("/MatMul", first, "12");

        assertThat(name("onnx::MatMul_1")).isEqualTo(new WeightName("onnx::MatMul_1", false));
        assertThat(name("12")).isEqualTo(new WeightName("12", false));
    }

    @Test
    void theOperatorSaysWhatItsInputsAre() {
        Shape square = Shape.of(2, 2);
        builder.initializer("onnx::Gemm_1", square, 1, 2, 3, 4);
        builder.initializer("onnx::Gemm_2", square, 1, 2, 3, 4);
        builder.initializer("onnx::Gemm_3", Shape.of(2), 1, 2);
        builder.initializer("onnx::Add_4", Shape.of(2), 1, 2);
        builder.initializer("onnx::Cast_5", square, 1, 2, 3, 4);
        builder.node("/a/Gemm", "Gemm", List.of("x", "onnx::Gemm_1", "onnx::Gemm_3"));
        builder.node("/b/Gemm", "Gemm", List.of("x", "onnx::Gemm_2"), Attribute.of("transB", 1));
        builder.node("/c/Add", "Add", List.of("x", "onnx::Add_4"));
        String cast = builder.node("/d/Cast", "Cast", List.of("onnx::Cast_5"));
        builder.node("/e/MatMul", "MatMul", List.of("x", cast));

        assertThat(name("onnx::Gemm_1")).isEqualTo(new WeightName("a.weight", true));
        assertThat(name("onnx::Gemm_3")).isEqualTo(new WeightName("a.bias", false));
        assertThat(name("onnx::Gemm_2")).isEqualTo(new WeightName("b.weight", false));
        assertThat(name("onnx::Add_4")).isEqualTo(new WeightName("c.bias", false));
        assertThat(name("onnx::Cast_5")).isEqualTo(new WeightName("e.weight", true));
    }

    @Test
    void weightsThatBranchesUseAreNamedToo() {
        builder.initializer("onnx::MatMul_1", Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        builder.initializer("flag", Shape.of(), 1);
        Node inside =
                Node.of(
                        "/then/dense/MatMul",
                        "MatMul",
                        List.of("x", "onnx::MatMul_1"),
                        List.of("y0"));
        Graph branch = GraphBuilder.named("then").build().withNodes(List.of(inside));
        builder.node("/If", "If", List.of("flag"), Attribute.of("then_branch", branch));

        Graph named = WeightNames.canonical(builder.build()).applied(builder.build());

        Node choice = named.nodes().getFirst();
        assertThat(choice.subgraphs().getFirst().nodes())
                .extracting(Node::opType)
                .containsExactly("Transpose", "MatMul");
        assertThat(named.initializers().getFirst().tensor().info())
                .isEqualTo(new TensorInfo("then.dense.weight", DType.F32, Shape.of(3, 2)));
    }

    @Test
    void appliedNamesTurnTheMatrixBackForEachUse() {
        String first = product("/layer.0/dense/MatMul", "x", "onnx::MatMul_1");
        builder.node("/layer.1/dense/MatMul", "MatMul", List.of(first, "onnx::MatMul_1"));
        Graph graph = builder.build();

        Graph named = WeightNames.canonical(graph).applied(graph);

        assertThat(named.initializers()).hasSize(1);
        assertThat(named.initializers().getFirst().name()).isEqualTo("layer.0.dense.weight");
        assertThat(named.initializers().getFirst().tensor().floats()).containsExactly(1, 3, 2, 4);
        assertThat(named.nodes())
                .extracting(Node::name)
                .containsExactly(
                        "/layer.0/dense/MatMul/Turned",
                        "/layer.0/dense/MatMul",
                        "/layer.1/dense/MatMul/Turned",
                        "/layer.1/dense/MatMul");
        GraphCheck.check(named, "named");
    }

    private WeightName name(String initializer) {
        return WeightNames.canonical(builder.build()).of(initializer);
    }

    private String product(String node, String x, String weight) {
        builder.initializer(weight, Shape.of(2, 2), 1, 2, 3, 4);
        return builder.node(node, "MatMul", List.of(x, weight));
    }
}
