package dev.merganser.recipes.method.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;
import dev.merganser.recipes.method.WorkedExamples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

class PcbTest {

    @Test
    void givesTheWorkedExample() {
        float[] merged = WorkedExamples.merge("pcb").with("ratio", .25).merged();
        assertThat(WorkedExamples.delta(merged))
                .containsExactly(WorkedExamples.expected("pcb_ratio25"), within(2e-6));
    }

    /** Of the second model x is 1 for 3 elements and 0 for 5; of the first 2 is the limit. */
    @Test
    void theVariantForVisionSumsOverPairs() {
        float[] merged =
                WorkedExamples.merge("pcb").with("ratio", .5).with("variant", "vision").merged();
        double[] wanted = new double[16];
        wanted[4] = -2;
        for (int i : new int[] {1, 5, 8, 10, 15}) {
            wanted[i] = 1.918948;
        }
        assertThat(WorkedExamples.delta(merged)).containsExactly(wanted, within(2e-6));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 13, 207, 4098})
    void isNearItsPlainTwin(int n) {
        RandomTensors random = new RandomTensors(n);
        float[][] deltas = {random.normal(n, 1), random.normal(n, .5), random.normal(n, 2)};
        for (boolean vision : new boolean[] {false, true}) {
            Map<String, Argument> arguments =
                    Map.of(
                            "ratio",
                            Argument.of(.3),
                            "lambda",
                            Argument.of(.7),
                            "variant",
                            Argument.of(vision ? "vision" : "language"));
            float[] merged = Flattened.merged("pcb", arguments, deltas, n / 2, n - n / 2);
            double[] plain = plain(deltas, .3, vision);
            for (int i = 0; i < n; i++) {
                assertThat(merged[i]).isCloseTo((float) (.7 * plain[i]), within(1e-3f));
            }
        }
    }

    /** The paper's steps by sorts in double. */
    private static double[] plain(float[][] deltas, double ratio, boolean vision) {
        int n = deltas[0].length;
        double share = vision ? .01 : .0001;
        double[][] clipped = new double[deltas.length][];
        double[][] positions = new double[deltas.length][];
        for (int m = 0; m < deltas.length; m++) {
            float[] delta = deltas[m];
            double[] sorted = range(n, i -> Math.abs(delta[i]));
            Arrays.sort(sorted);
            double low = sorted[(int) (n * share)];
            double high = sorted[Math.max(0, (int) (n * (1 - share) - 1))];
            double[] sizes = range(n, i -> Math.min(Math.max(Math.abs(delta[i]), low), high));
            clipped[m] = range(n, i -> Math.signum(delta[i]) * sizes[i]);
            positions[m] =
                    range(
                            n,
                            i ->
                                    high == low
                                            ? 0
                                            : Math.signum(delta[i])
                                                    * (sizes[i] - low)
                                                    / (high - low));
        }
        double[] sums = new double[n];
        double[] shares = new double[n];
        for (int m = 0; m < deltas.length; m++) {
            double[] standing = standing(deltas, positions, m, ratio, vision);
            for (int i = 0; i < n; i++) {
                sums[i] += standing[i] * clipped[m][i];
                shares[i] += standing[i];
            }
        }
        return range(n, i -> sums[i] / Math.max(shares[i], 1e-12));
    }

    private static double[] standing(
            float[][] deltas, double[][] positions, int m, double ratio, boolean vision) {
        int n = deltas[0].length;
        double[] balance =
                range(
                        n,
                        i -> {
                            double inter = 0;
                            double sum = 0;
                            for (int j = 0; j < deltas.length; j++) {
                                inter += Math.tanh(positions[m][i] * positions[j][i]);
                                sum += deltas[j][i];
                            }
                            return Math.exp(deltas.length * positions[m][i] * positions[m][i])
                                    * (vision ? inter : Math.tanh(deltas[m][i] * sum));
                        });
        double[] sorted = balance.clone();
        Arrays.sort(sorted);
        double threshold = sorted[(int) (n * (1 - ratio))];
        double largest = sorted[n - 1];
        return range(
                n,
                i ->
                        largest == threshold
                                ? (balance[i] >= largest && balance[i] > 0 ? 1 : 0)
                                : Math.max(0, (balance[i] - threshold) / (largest - threshold)));
    }

    private static double[] range(int n, IntToDoubleFunction value) {
        return IntStream.range(0, n).mapToDouble(value).toArray();
    }

    /** As of every share, of none: the base stays as it is. */
    @Test
    void aRatioOfZeroKeepsNothingAndASmallOneTheLargest() {
        float[][] deltas = {{1, 8, 3, -2}, {2, 8, -4, 1}};
        assertThat(Flattened.merged("pcb", Map.of("ratio", Argument.of(0)), deltas, 4))
                .containsOnly(0);
        float[] one = Flattened.merged("pcb", Map.of("ratio", Argument.of(.01)), deltas, 4);
        assertThat(one[1]).isPositive();
        assertThat(List.of(one[0], one[2], one[3])).containsOnly(0f);
    }

    @Test
    void howTheModelIsCutIntoTensorsHasNoEffect() {
        RandomTensors random = new RandomTensors(3);
        float[][] deltas = {random.normal(5000, 1e-3), random.normal(5000, 1e-3)};
        float[] whole = Flattened.merged("pcb", Map.of(), deltas, 5000);
        assertThat(Flattened.merged("pcb", Map.of(), deltas, 1, 999, 4000)).isEqualTo(whole);
        int changed = 0;
        for (float value : whole) {
            changed += value == 0 ? 0 : 1;
        }
        assertThat(changed).isBetween(500, 1000);
    }

    @Test
    void weightsCountInTheMeanAndNotInTheShares() {
        float[] merged =
                ArrayMerge.of("pcb")
                        .base(new float[8])
                        .weighted(2, 8, 4, 2, 1, 0, 0, 0, 0)
                        .weighted(3, 0, 0, 0, 0, 8, 4, 2, 1)
                        .with("ratio", .5)
                        .merged();
        float[] plain =
                ArrayMerge.of("pcb")
                        .base(new float[8])
                        .weighted(1, 8, 4, 2, 1, 0, 0, 0, 0)
                        .weighted(1, 0, 0, 0, 0, 8, 4, 2, 1)
                        .with("ratio", .5)
                        .merged();
        for (int i = 0; i < 8; i++) {
            assertThat(merged[i]).isEqualTo((i < 4 ? 2 : 3) * plain[i]);
        }
        assertThat(plain[0]).isEqualTo(4); // the upper quantile cuts the largest
    }

    @Test
    void balancesOfManyModelsAreFinite() {
        float[][] deltas = new float[800][];
        Arrays.fill(deltas, new float[] {1, 2, 3, -3});
        var balance = new Balance(Collections.nCopies(800, new Clip(0, 3)), false);
        Flattened.tensors("pcb", Map.of(), deltas, 4)
                .getFirst()
                .forEachBlock(
                        block -> {
                            float[] balances = balance.of(block)[799];
                            assertThat(balances[2]).isEqualTo(balances[3]).isFinite();
                            assertThat(balances[1]).isLessThan(balances[2]).isNotNegative();
                        });
    }
}
