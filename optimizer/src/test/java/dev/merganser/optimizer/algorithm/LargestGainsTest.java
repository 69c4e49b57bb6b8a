package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.algorithm.SurrogateFront.Promise;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

class LargestGainsTest {

    private static Promise promise(double gene, double... scaled) {
        return new Promise(List.of(gene), List.of(), DoubleStream.of(scaled).boxed().toList());
    }

    private static List<Promise> random(int count, int objectives, long seed) {
        var random = new SplittableRandom(seed);
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                promise(
                                        i,
                                        random.doubles(objectives)
                                                .map(x -> Math.ceil(10 * -x) / 10)
                                                .toArray()))
                .toList();
    }

    /** Every gain after every choice. */
    private static List<Promise> plain(
            int count, List<Promise> open, List<double[]> known, double[] reference) {
        List<double[]> taken = new ArrayList<>(known);
        List<Promise> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Promise best =
                    open.stream()
                            .min(
                                    Comparator.comparingDouble(
                                            promise -> -gain(promise, taken, reference)))
                            .orElseThrow();
            if (gain(best, taken, reference) > 0) {
                taken.add(Doubles.array(best.scaled()));
                chosen.add(best);
            }
        }
        return chosen;
    }

    private static double gain(Promise promise, List<double[]> taken, double[] reference) {
        return FrontGain.of(
                Doubles.array(promise.scaled()), taken.toArray(double[][]::new), reference);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void theChoiceIsThatOfAllGains(int objectives) {
        for (long seed = 1; seed <= 10; seed++) {
            List<Promise> open = random(30, objectives, seed);
            List<double[]> taken =
                    random(4, objectives, -seed).stream()
                            .map(known -> Doubles.array(known.scaled()))
                            .toList();
            double[] reference = new double[objectives];
            assertThat(new LargestGains(open, taken, reference).first(8))
                    .as("seed %d", seed)
                    .isEqualTo(plain(8, open, taken, reference));
        }
    }

    @Test
    void whatAddsNothingIsNotChosen() {
        var gains =
                new LargestGains(
                        List.of(promise(0, -.5, -.5), promise(1, .1, -1), promise(2, -.4, -.5)),
                        List.of(),
                        new double[2]);
        assertThat(gains.first(3)).containsExactly(promise(0, -.5, -.5));
    }

    @Test
    void ofPointsThatAreNearlyOneOnlyOneIsChosen() {
        var gains =
                new LargestGains(
                        List.of(promise(.5, -.9, -.1), promise(.5001, -.1, -.9)),
                        List.of(),
                        new double[2]);
        assertThat(gains.first(2)).containsExactly(promise(.5, -.9, -.1));
    }
}
