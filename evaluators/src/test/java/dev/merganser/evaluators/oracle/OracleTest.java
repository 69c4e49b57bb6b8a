package dev.merganser.evaluators.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.merganser.evaluators.gradient.GradientSummary;
import dev.merganser.evaluators.gradient.WholeModel;
import dev.merganser.evaluators.gradient.WholeModels;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/** The stored gradients are PyTorch's; with {@code -Doracle.write} they are written again. */
@Tag("oracle")
class OracleTest {

    private static final String COMMAND =
            "mvn -Poracle -pl evaluators -am test -Dtest=OracleTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Doracle.write=true";

    static List<String> bundled() {
        return WholeModels.bundled();
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void theStoredGradientsOfBundledModelsArePyTorchs(String name) {
        compare(name);
    }

    @Test
    void theStoredGradientsOfBgeSmallArePyTorchs() {
        assumeTrue(WholeModels.hasFetched(), "examples/embeddings/fetch has not been run");
        compare("bge-small");
    }

    private static void compare(String name) {
        WholeModel model = WholeModels.of(name);
        var summary = GradientSummary.of(COMMAND, model, TorchOracle.gradient(model));
        if (Boolean.getBoolean("oracle.write")) {
            summary.write(GradientSummary.file(name));
        }
        GradientSummary stored = GradientSummary.stored(name);
        assertThat(summary.loss()).isCloseTo(stored.loss(), within(1e-9));
        for (int i = 0; i < summary.coefficients().size(); i++) {
            assertThat(summary.coefficients().get(i))
                    .as("coefficient %d", i)
                    .isCloseTo(stored.coefficients().get(i), within(1e-9));
        }
        assertThat(summary.weights().keySet()).isEqualTo(stored.weights().keySet());
    }
}
