package dev.merganser.evaluators.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.merganser.evaluators.gradient.GradientSummary;
import dev.merganser.evaluators.gradient.WholeBackward;
import dev.merganser.evaluators.gradient.WholeGradient;
import dev.merganser.evaluators.gradient.WholeModel;
import dev.merganser.evaluators.gradient.WholeModels;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/**
 * The stored gradients are PyTorch's, and ours are these element by element; with {@code
 * -Doracle.write=true} the stored ones are written again.
 */
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

    /** Every element, where the stored values know the norm and one direction. */
    private static void compare(String name) {
        WholeModel model = WholeModels.of(name);
        WholeGradient truth = TorchOracle.gradient(model);
        compareWithStored(name, GradientSummary.of(COMMAND, model, truth));
        assertThat(WholeBackward.of(model).kept().differenceFrom(truth)).isLessThan(1e-4);
    }

    private static void compareWithStored(String name, GradientSummary summary) {
        if (Boolean.getBoolean("oracle.write")) {
            summary.write(GradientSummary.file(name));
        }
        GradientSummary stored = GradientSummary.stored(name);
        assertThat(summary.loss()).isCloseTo(stored.loss(), within(1e-9));
        assertThat(summary.differenceFrom(stored)).isLessThan(1e-9);
    }
}
