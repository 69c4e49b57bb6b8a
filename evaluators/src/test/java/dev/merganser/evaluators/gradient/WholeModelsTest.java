package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whole models against what PyTorch computed; see {@code OracleTest}. */
class WholeModelsTest {

    private static final double LIMIT = 1e-4;

    static List<String> bundled() {
        return WholeModels.bundled();
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void theLossIsPyTorchs(String name) {
        WholeModel model = WholeModels.of(name);
        double stored = GradientSummary.stored(name).loss();

        double loss =
                WholeRun.run(model.graph(), model.inputs(), Set.of(WholeModel.LOSS))
                        .get(WholeModel.LOSS)
                        .floats()[0];

        assertThat(loss).isCloseTo(stored, within(1e-5 * Math.abs(stored)));
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void gradientsArePyTorchsWithAllActivationsKept(String name) {
        WholeModel model = WholeModels.of(name);

        assertThat(difference(model, WholeBackward.of(model).kept())).isLessThan(LIMIT);
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void gradientsArePyTorchsWithActivationsComputedAgain(String name) {
        WholeModel model = WholeModels.of(name);

        assertThat(difference(model, WholeBackward.of(model).recomputed())).isLessThan(LIMIT);
    }

    @Test
    @Tag("embeddings")
    void gradientsOfBgeSmallArePyTorchs() {
        assumeTrue(WholeModels.hasFetched(), "examples/embeddings/fetch has not been run");
        WholeModel model = WholeModels.of("bge-small");

        assertThat(difference(model, WholeBackward.of(model).kept())).isLessThan(LIMIT);
    }

    @ParameterizedTest
    @CsvSource({
        "cnn,Conv MatMul Gemm Mul Div Sub Add Neg ReduceSum",
        "bert,MatMul Gemm Mul Div Sub Add Neg ReduceSum"
    })
    void aWrongFactorInAnyKindOfNodeIsSeen(String name, String operators) {
        List<String> found = new ArrayList<>();
        WholeModel model = WholeModels.of(name);
        WholeBackward backward = WholeBackward.of(model);

        for (String operator : WrongNode.OPERATORS) {
            var wrong = new WrongNode(operator);
            double difference = difference(model, backward.kept(wrong));
            if (wrong.isThere()) {
                found.add(operator);
                assertThat(difference).as("wrong %s", operator).isGreaterThan(LIMIT);
            }
        }
        assertThat(String.join(" ", found)).isEqualTo(operators);
    }

    private static double difference(WholeModel model, WholeGradient gradient) {
        return GradientSummary.of("", model, gradient)
                .differenceFrom(GradientSummary.stored(model.name()));
    }
}
