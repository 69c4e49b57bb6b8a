package dev.merganser.optimizer.coefficient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;

class TyingTest {

    /** Two models, three groups with norms 1, 2 and 3 a part, two parts: 12 coefficients. */
    private static final CoefficientSpace SPACE = AnalyticLosses.space(2, 3, 2, 0, 1);

    @Test
    void whereAllGroupsAreImportantNothingIsTied() {
        Tying tying = Tying.of(SPACE, 1);

        assertThat(tying.space()).isEqualTo(SPACE);
        assertThat(tying.owners()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }

    @Test
    void groupsWithShortTaskVectorsHaveOneCoefficientForEachModel() {
        Tying tying = Tying.of(SPACE, 0.3);

        assertThat(tying.owners()).containsExactly(0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7);
        assertThat(tying.space().size()).isEqualTo(8);
        assertThat(tying.space().coefficients().getFirst().norm())
                .isCloseTo(Math.sqrt(2), within(1e-12));
        assertThat(tying.space().coefficients().getLast().norm()).isEqualTo(3);
    }

    @Test
    void theShareOfImportantGroupsIsRoundedUp() {
        assertThat(Tying.of(SPACE, 0.01).space().size()).isEqualTo(8);
        assertThat(Tying.of(SPACE, 0.34).space().size()).isEqualTo(10);
    }

    @Test
    void tiedCoefficientsHaveOneValueAndTheSumOfTheirSlopes() {
        AnalyticLosses losses = AnalyticLosses.of(SPACE);
        Tying tying = Tying.of(SPACE, 0.3);
        var tied = new TiedLosses(losses, tying);
        List<Double> learned = List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8);
        List<Double> all = List.of(0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.4, 0.5, 0.6, 0.7, 0.8);

        assertThat(tying.spread(learned)).isEqualTo(all);
        assertThat(tied.loss(0, learned)).isEqualTo(losses.loss(0, all));
        assertThat(Vectors.array(tied.gradient(0, learned).gradient()))
                .containsExactly(
                        new CentralSlopes(tied, 0.01).slope(0, Vectors.array(learned)),
                        within(1e-9));
        assertThat(tying.mean(Vectors.array(all)))
                .containsExactly(Vectors.array(learned), within(1e-12));
    }
}
