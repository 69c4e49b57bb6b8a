package dev.merganser.examples.embeddings.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {

    @Test
    void equalNumbersShareTheirRanksWorkedByHand() {
        // ranks 1 2 3 4 5 and 1 2 3.5 5 3.5: Σ(r − 3)(s − 3) = 8, squares 10 and 9.5
        assertThat(RankCorrelation.of(new double[] {1, 2, 3, 4, 5}, new double[] {5, 6, 7, 8, 7}))
                .isCloseTo(8 / Math.sqrt(95), within(1e-12));
    }
}
