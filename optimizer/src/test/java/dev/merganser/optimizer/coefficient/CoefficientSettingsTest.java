package dev.merganser.optimizer.coefficient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.GradientSettings;
import dev.merganser.evaluators.gradient.Activations;

import org.junit.jupiter.api.Test;

class CoefficientSettingsTest {

    /** 96 items at 4, or at 5.5 where layers are run again. */
    @Test
    void anItemOfAGradientGoesForwardOnceHoweverItCounts() {
        CoefficientSettings kept = CoefficientMethod.ADAMERGING.defaults(1);
        assertThat(kept.itemsOfGradient(4 * 96)).isEqualTo(96);

        CoefficientSettings recomputed =
                kept.withGradients(GradientSettings.of(Activations.RECOMPUTE));
        assertThat(recomputed.itemsOfGradient(528)).isEqualTo(96);
    }

    @Test
    void anItemWithATeacherGoesForwardTwice() {
        CoefficientSettings taught = CoefficientMethod.EXPERT_MERGING.defaults(1);
        assertThat(taught.itemsOfGradient(5 * 96)).isEqualTo(2 * 96);
    }
}
