package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.surrogate.FitPoints;

import org.junit.jupiter.api.Test;

import java.util.List;

class EvaluatedTest {

    private static final Evaluated EVALUATED =
            new Evaluated(
                    List.of(
                            new double[] {0},
                            new double[] {.1},
                            new double[] {.2},
                            new double[] {1}),
                    List.of(
                            new double[] {0, 1},
                            new double[] {1, 0},
                            new double[] {.2, 1.1},
                            new double[] {1000, 1000}),
                    List.of(new double[] {.5}));

    private static FitPoints focused() {
        CostFrame frame = CostFrame.of(AlgorithmSettings.of(1, 2, 1), List.of(new double[] {0, 0}));
        return EVALUATED.focused(frame, .3);
    }

    @Test
    void whatFailedIsAsBadAsTheWorstThatCountsHalfAndAsImportantAsTheFront() {
        assertThat(focused().costs().getLast()).containsExactly(1, 1.1);
        assertThat(focused().importance()[4]).isEqualTo(1);
        assertThat(focused().importance()[3]).isLessThan(1e-3);
    }

    @Test
    void whereAllCountAlikeWhatFailedIsAsBadAsTheWorst() {
        assertThat(EVALUATED.alike().costs().getLast()).containsExactly(1000, 1000);
        assertThat(EVALUATED.alike().points()).hasSize(5);
    }
}
