package dev.merganser.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.results.value.Estimate;
import dev.merganser.results.value.Interval;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class MeanIntervalsTest {
    private final MeanIntervals intervals = MeanIntervals.withSeed(1);

    @Test
    void wilsonIntervalsAreThoseOfThePapersFormula() {
        // Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E,
        // table I.
        assertInterval(Wilson.interval(81, 263), 0.2553, 0.3662);
        assertInterval(Wilson.interval(15, 148), 0.0624, 0.1605);
        assertInterval(Wilson.interval(0, 20), 0.0000, 0.1611);
        assertInterval(Wilson.interval(1, 29), 0.0061, 0.1718);
    }

    @Test
    void wilsonIsSymmetricAndEndsAtZeroAndOne() {
        assertThat(Wilson.interval(20, 20).high()).isEqualTo(1);
        assertThat(Wilson.interval(20, 20).low())
                .isEqualTo(1 - Wilson.interval(0, 20).high(), within(1e-15));
        assertThatThrownBy(() -> Wilson.interval(1, 0)).hasMessageContaining("1 of 0");
    }

    @Test
    void scoresOfZeroAndOneGetWilsons() {
        float[] scores = new float[263];
        Arrays.fill(scores, 0, 81, 1);

        Estimate mean = intervals.mean(scores);
        assertThat(mean.value()).isEqualTo(81 / 263.0);
        assertThat(mean.interval()).isEqualTo(Wilson.interval(81, 263));
    }

    @Test
    void theBootstrapOfNormalScoresIsCloseToTheNormalInterval() {
        RandomGenerator random = random(5);
        float[] scores = new float[1000];
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextGaussian(3, 2);
            sum += scores[i];
        }

        Estimate mean = intervals.mean(scores);
        double half = 1.96 * 2 / Math.sqrt(1000);
        assertThat(mean.value()).isEqualTo(sum / 1000, within(1e-12));
        assertThat(mean.interval().low()).isEqualTo(mean.value() - half, within(0.1 * half));
        assertThat(mean.interval().high()).isEqualTo(mean.value() + half, within(0.1 * half));
    }

    @Test
    void ninetyFivePercentOfTheIntervalsHoldTheTrueMean() {
        int held = 0;
        for (long seed = 0; seed < 400; seed++) {
            RandomGenerator random = random(seed);
            float[] scores = new float[100];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) random.nextExponential();
            }
            held += intervals.mean(scores).interval().contains(1) ? 1 : 0;
        }

        // Skewed scores and 100 items: the percentile bootstrap holds a little less than .95.
        assertThat(held / 400.0).isBetween(0.90, 0.98);
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        float[] scores = {0.5f, 1.5f, 4, 2, 0.25f};

        assertThat(MeanIntervals.withSeed(1).mean(scores)).isEqualTo(intervals.mean(scores));
        assertThat(MeanIntervals.withSeed(2).mean(scores)).isNotEqualTo(intervals.mean(scores));
    }

    @Test
    void equalScoresHaveAPointAsInterval() {
        Interval interval = intervals.mean(new float[] {0.5f, 0.5f, 0.5f}).interval();

        assertThat(interval).isEqualTo(new Interval(0.5, 0.5));
    }

    @Test
    void aPairedDifferenceIsNarrowWhereScoresGoTogether() {
        RandomGenerator random = random(9);
        float[] a = new float[500];
        float[] b = new float[500];
        for (int i = 0; i < a.length; i++) {
            b[i] = (float) random.nextGaussian(0, 5);
            a[i] = b[i] + 0.1f + (float) random.nextGaussian(0, 0.1);
        }

        Estimate difference = intervals.difference(a, b);
        assertThat(difference.value()).isEqualTo(0.1, within(0.02));
        assertThat(difference.interval().low()).isBetween(0.08, 0.1);
        assertThat(difference.interval().high()).isBetween(0.1, 0.12);
    }

    @Test
    void refusesNothingAndNaN() {
        assertThatThrownBy(() -> intervals.mean(new float[0])).hasMessageContaining("at least one");
        assertThatThrownBy(() -> intervals.mean(new float[] {Float.NaN}))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> intervals.difference(new float[1], new float[2]))
                .hasMessageContaining("the same items");
    }

    private static void assertInterval(Interval interval, double low, double high) {
        assertThat(interval.low()).isEqualTo(low, within(5e-5));
        assertThat(interval.high()).isEqualTo(high, within(5e-5));
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
