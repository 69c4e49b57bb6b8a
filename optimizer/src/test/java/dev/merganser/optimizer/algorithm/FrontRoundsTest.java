package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.results.value.Direction;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class FrontRoundsTest {

    /** Published rounds end at the first one that adds nothing. */
    private static FrontRounds rounds(double reference) {
        var evidence =
                new Evidence(
                        List.of(Direction.MINIMIZE, Direction.MINIMIZE),
                        List.of(),
                        Optional.of(List.of(reference, reference)));
        return new FrontRounds(
                AlgorithmSettings.of(3, 2, 1).withEvidence(evidence), FrontSettings.PUBLISHED);
    }

    private static void settle(FrontRounds rounds, List<double[]> costs) {
        rounds.settle(new Evaluated(List.of(), costs, List.of()), costs);
    }

    @Test
    void roundsGoOnWhileNothingIsBetterThanTheReference() {
        FrontRounds rounds = rounds(0.5);
        settle(rounds, List.of(new double[] {1, 0.2}));
        settle(rounds, List.of(new double[] {1, 0.2}, new double[] {0.2, 1}));
        assertThat(rounds.isSettled()).isFalse();
    }

    @Test
    void roundsEndWhenTheHypervolumeStays() {
        FrontRounds rounds = rounds(2);
        settle(rounds, List.of(new double[] {1, 0.2}));
        assertThat(rounds.isSettled()).isFalse();
        settle(rounds, List.of(new double[] {1, 0.2}, new double[] {1, 0.3}));
        assertThat(rounds.isSettled()).isTrue();
    }
}
