package dev.merganser.optimizer.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.results.value.Estimate;

import org.junit.jupiter.api.Test;

import java.util.List;

class ScoresTest {

    /** Variances of the means 2/3 / 4 and 1 / 2, so that of the mean of both is (1/6 + 1/2) / 4. */
    @Test
    void theMeanOverTasksHasTheVarianceOfItsTasks() {
        Estimate mean =
                Scores.mean(
                        List.of(
                                new float[] {1, 2, 3, 2},
                                new float[] {5, 5 + (float) Math.sqrt(2)}));
        double centre = (2 + 5 + Math.sqrt(2) / 2) / 2;
        double half = 1.959964 * Math.sqrt((1 / 6.0 + 0.5) / 4);
        assertThat(mean.value()).isCloseTo(centre, within(1e-6));
        assertThat(mean.interval().low()).isCloseTo(centre - half, within(1e-6));
        assertThat(mean.interval().high()).isCloseTo(centre + half, within(1e-6));
    }
}
