package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Set;

/** Whole models against what PyTorch computed; see {@code OracleTest}. */
class WholeModelsTest {

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
}
