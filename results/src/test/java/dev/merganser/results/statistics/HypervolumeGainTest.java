package dev.merganser.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class HypervolumeGainTest {
    private static final Objective A = Objective.of("a", "accuracy", Direction.MAXIMIZE);
    private static final Objective B = Objective.of("b", "nll", Direction.MINIMIZE);
    private static final ReferencePoint FRAME =
            new ReferencePoint(
                    List.of(A, B),
                    Map.of(A.name(), 0.0, B.name(), 2.0),
                    Map.of(A.name(), 1.0, B.name(), 2.0));

    @Test
    void theGainIsCountedByHand() {
        // Distances from the reference: baseline (.5, .5), member (.75, .25).
        HypervolumeGain gain = gain(List.of(fixed(0.75, 1.5)), List.of(fixed(0.5, 1.0)), 1);

        assertThat(gain.gain().value()).isEqualTo(0.25 * 0.25, within(1e-12));
        assertThat(gain.difference().value()).isEqualTo(0.75 * 0.25 - 0.25, within(1e-12));
        assertThat(gain.gain().interval().low()).isEqualTo(gain.gain().interval().high());
    }

    @Test
    void ofSevenObjectivesTheGainIsEstimated() {
        List<Objective> objectives =
                IntStream.range(0, 7)
                        .mapToObj(i -> Objective.of("t" + i, "accuracy", Direction.MAXIMIZE))
                        .toList();
        Map<String, Double> zero = each(objectives, 0);
        var frame = new ReferencePoint(objectives, zero, each(objectives, 1));
        var better = new MemberScores(each(objectives, .9), Map.of());
        var baseline = new MemberScores(each(objectives, .8), Map.of());
        HypervolumeGain found = HypervolumeGain.of(frame, List.of(better), List.of(baseline), 1, 3);

        double exact = Math.pow(.9, 7) - Math.pow(.8, 7);
        double share = exact / Math.pow(.9, 7);
        double error = Math.pow(.9, 7) * Math.sqrt(share * (1 - share) / 10_000);
        assertThat(found.gain().value()).isEqualTo(exact, within(3 * error));
        assertThat(found.difference().value()).isEqualTo(found.gain().value());
        assertThat(
                        HypervolumeGain.of(frame, List.of(baseline), List.of(better), 1, 3)
                                .gain()
                                .value())
                .isZero();
    }

    private static Map<String, Double> each(List<Objective> objectives, double value) {
        return objectives.stream().collect(Collectors.toMap(Objective::name, _ -> value));
    }

    @Test
    void aFrontBehindTheBaselinesGainsNothing() {
        HypervolumeGain gain = gain(List.of(fixed(0.25, 1.5)), List.of(fixed(0.5, 1.0)), 1);

        assertThat(gain.gain().value()).isZero();
        assertThat(gain.difference().value()).isNegative();
    }

    @Test
    void anEmptyFrontGainsNothing() {
        assertThat(gain(List.of(), List.of(fixed(0.5, 1.0)), 1).gain().value()).isZero();
    }

    @Test
    void itemsAreResampledJointlyForAllMembers() {
        // Both members have the same scores but for a shift: the difference of their boxes in one
        // objective hardly varies although each box varies much.
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        float[] noise = new float[400];
        float[] shifted = new float[400];
        for (int i = 0; i < 400; i++) {
            noise[i] = (float) random.nextGaussian(1, 0.5);
            shifted[i] = noise[i] - 0.2f;
        }
        HypervolumeGain gain =
                gain(
                        List.of(
                                new MemberScores(
                                        Map.of(A.name(), 0.5, B.name(), 0.8),
                                        Map.of(B.name(), shifted))),
                        List.of(
                                new MemberScores(
                                        Map.of(A.name(), 0.5, B.name(), 1.0),
                                        Map.of(B.name(), noise))),
                        3);

        assertThat(gain.gain().interval().low()).isEqualTo(0.05, within(1e-6));
        assertThat(gain.gain().interval().high()).isEqualTo(0.05, within(1e-6));
    }

    @Test
    void theSameSeedGivesTheSameIntervalAndTheIntervalHoldsTheValue() {
        List<MemberScores> front = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            front.add(sampled(i, 0.6, 0.9));
        }
        List<MemberScores> baselines = List.of(sampled(50, 0.5, 1.0));

        HypervolumeGain gain = gain(front, baselines, 7);
        assertThat(gain(front, baselines, 7)).isEqualTo(gain);
        assertThat(gain(front, baselines, 8)).isNotEqualTo(gain);
        assertThat(gain.gain().interval().low()).isPositive();
        assertThat(gain.gain().interval().contains(gain.gain().value())).isTrue();
    }

    @Test
    void theComparedMemberIsTheOneWithTheLargestHypervolumeOfItsOwn() {
        var members = new TreeMap<Integer, Map<String, Double>>();
        members.put(4, Map.of(A.name(), 0.9, B.name(), 1.5));
        members.put(7, Map.of(A.name(), 0.5, B.name(), 0.9));
        members.put(9, Map.of(A.name(), 0.6, B.name(), 0.8));

        assertThat(Comparison.champion(FRAME, members)).hasValue(9);
        assertThat(Comparison.champion(FRAME, new TreeMap<>())).isEmpty();
    }

    @Test
    void theComparisonCountsObjectivesOfTheMemberAndWhoDominates() {
        Map<String, Double> baseline = Map.of(A.name(), 0.5, B.name(), 1.0);
        var members = new TreeMap<Integer, Map<String, Double>>();
        members.put(4, Map.of(A.name(), 0.9, B.name(), 1.5));
        members.put(7, Map.of(A.name(), 0.5, B.name(), 0.9));
        members.put(9, Map.of(A.name(), 0.6, B.name(), 0.8));

        assertThat(Comparison.of(FRAME, 4, members, baseline))
                .isEqualTo(new Comparison(4, 2, 1, 1, 3, 2));
        assertThat(Comparison.of(FRAME, 7, members, baseline))
                .isEqualTo(new Comparison(7, 2, 2, 1, 3, 2));
        assertThat(Comparison.of(FRAME, 7, members, baseline).dominates()).isTrue();
    }

    @Test
    void equalValuesMatchButDoNotBeat() {
        var members = new TreeMap<>(Map.of(4, Map.of(A.name(), 0.5, B.name(), 1.0)));

        assertThat(Comparison.of(FRAME, 4, members, members.firstEntry().getValue()).dominates())
                .isFalse();
    }

    private static HypervolumeGain gain(
            List<MemberScores> front, List<MemberScores> baselines, long seed) {
        return HypervolumeGain.of(FRAME, front, baselines, seed, 200);
    }

    private static MemberScores fixed(double a, double b) {
        return new MemberScores(Map.of(A.name(), a, B.name(), b), Map.of());
    }

    private static MemberScores sampled(long seed, double accuracy, double nll) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] right = new float[300];
        float[] losses = new float[200];
        double sum = 0;
        double hits = 0;
        for (int i = 0; i < 300; i++) {
            right[i] = random.nextDouble() < accuracy ? 1 : 0;
            hits += right[i];
        }
        for (int i = 0; i < 200; i++) {
            losses[i] = (float) (random.nextExponential() * nll);
            sum += losses[i];
        }
        return new MemberScores(
                Map.of(A.name(), hits / 300, B.name(), sum / 200),
                Map.of(A.name(), right, B.name(), losses));
    }
}
