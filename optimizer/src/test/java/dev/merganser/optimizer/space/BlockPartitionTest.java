package dev.merganser.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

class BlockPartitionTest {

    /** The objective as the words say it, block by block. */
    private static double plainCost(double[] norms, List<Integer> starts) {
        double mean = DoubleStream.of(norms).average().orElseThrow();
        double total = DoubleStream.of(norms).sum();
        double spread = DoubleStream.of(norms).map(x -> (x - mean) * (x - mean)).sum();
        int blocks = starts.size();
        double inside = 0;
        double uneven = 0;
        for (int block = 0; block < blocks; block++) {
            int end = block + 1 < blocks ? starts.get(block + 1) : norms.length;
            double[] own = Arrays.copyOfRange(norms, starts.get(block), end);
            double center = DoubleStream.of(own).average().orElseThrow();
            inside += DoubleStream.of(own).map(x -> (x - center) * (x - center)).sum();
            double share = DoubleStream.of(own).sum() / total;
            uneven += Math.pow(share - 1.0 / blocks, 2);
        }
        double homogeneity = spread == 0 ? 0 : inside / spread;
        double balance = blocks == 1 ? 0 : uneven / (1 - 1.0 / blocks);
        return homogeneity / 2 + balance / 2;
    }

    private static List<List<Integer>> allStarts(int layers, int blocks, int first) {
        if (blocks == 1) {
            return List.of(List.of(first));
        }
        List<List<Integer>> all = new ArrayList<>();
        for (int next = first + 1; next <= layers - blocks + 1; next++) {
            for (List<Integer> rest : allStarts(layers, blocks - 1, next)) {
                List<Integer> starts = new ArrayList<>(List.of(first));
                starts.addAll(rest);
                all.add(starts);
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 11})
    void noDivisionIsBetterThanTheOneFound(int layers) {
        var random = new SplittableRandom(layers);
        for (int repeat = 0; repeat < 20; repeat++) {
            double[] norms = random.doubles(layers, 0, 3).toArray();
            for (int blocks = 1; blocks <= layers; blocks++) {
                BlockPartition found = BlockPartition.of(norms, blocks);
                double least =
                        allStarts(layers, blocks, 0).stream()
                                .mapToDouble(starts -> plainCost(norms, starts))
                                .min()
                                .orElseThrow();
                assertThat(found.starts()).hasSize(blocks).startsWith(0);
                assertThat(found.cost()).isCloseTo(least, within(1e-12));
                assertThat(plainCost(norms, found.starts())).isCloseTo(least, within(1e-12));
            }
        }
    }

    @Test
    void workedByHand() {
        double[] steps = {1, 1, 1, 3, 3, 3};
        // no spread inside; shares 3/12 and 9/12
        BlockPartition two = BlockPartition.of(steps, 2);
        assertThat(two.starts()).containsExactly(0, 3);
        assertThat(two.cost()).isCloseTo(2 * .25 * .25 / .5 / 2, within(1e-15));
        // all of the spread; nothing to balance
        assertThat(BlockPartition.of(steps, 1).cost()).isCloseTo(.5, within(1e-15));
        // a long tail of small norms is cut where halves weigh the same
        double[] tail = {6, 1, 1, 1, 1, 1, 1};
        assertThat(BlockPartition.of(tail, 2).starts()).containsExactly(0, 1);
        assertThat(BlockPartition.of(tail, 2).cost()).isCloseTo(0, within(1e-15));
        // homogeneous would be {0, 4}, with shares 4/6.5 and 2.5/6.5; halves are not worth the
        // spread
        double[] both = {1, 1, 1, 1, 1.25, 1.25};
        assertThat(BlockPartition.of(both, 2).starts()).containsExactly(0, 4);
    }

    @Test
    void whereAllIsEqualBlocksAreEquallyLong() {
        for (double norm : new double[] {0, .25, 7}) {
            double[] norms = new double[12];
            Arrays.fill(norms, norm);
            assertThat(BlockPartition.of(norms, 4).starts()).containsExactly(0, 3, 6, 9);
            assertThat(BlockPartition.of(norms, 4).cost()).isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void layersThatDifferAreInBlocksOfTheirOwn() {
        double[] norms = {1, 1.01, .99, 2, 2.01, 1, 1.01, .99};
        assertThat(BlockPartition.of(norms, 3).starts()).containsExactly(0, 3, 5);
    }

    @Test
    void asManyBlocksAsLayersAreTheLayers() {
        double[] norms = {.4, .1, .7, .2};
        assertThat(BlockPartition.of(norms, 4).starts()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void theScaleOfTheNormsDoesNotMatterAndTheyAreNotChanged() {
        double[] norms = new SplittableRandom(3).doubles(40, 1, 2).toArray();
        double[] kept = norms.clone();
        double[] scaled = Arrays.stream(norms).map(norm -> norm * 0x1p-60).toArray();
        for (int blocks : new int[] {1, 2, 7, 40}) {
            assertThat(BlockPartition.of(scaled, blocks))
                    .isEqualTo(BlockPartition.of(norms, blocks));
        }
        assertThat(norms).containsExactly(kept);
    }

    @Test
    void moreBlocksThanLayersAreRefused() {
        for (int blocks : IntStream.of(0, 4, -1).toArray()) {
            assertThatThrownBy(() -> BlockPartition.of(new double[3], blocks))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("There must be 1 to 3 blocks, found " + blocks);
        }
    }
}
