package dev.merganser.optimizer.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The best division of layers in a row into blocks of neighbours that are homogeneous inside and
 * balanced among each other, found exactly by dynamic programming.
 *
 * <p>Least is ½·H + ½·B. Homogeneity H is what the blocks leave of the norms' spread: the squared
 * distances of the norms xₗ from the mean of their block, relative to those from the mean of all; 1
 * for one block, 0 where each block has one norm. Balance B is how unevenly the norms lie: Σ (s −
 * 1/n)² over the blocks' shares s of the sum of all norms, relative to 1 − 1/n, which it is where
 * one of the n blocks has everything; 0 where all have the same. So both lie in [0, 1], and neither
 * depends on the scale of the norms. O(layers² · blocks).
 *
 * <p>The idea is BAMBO's (arXiv:2512.09972: one-dimensional clustering of layer-wise task-vector
 * norms by dynamic programming, homogeneous inside and balanced among each other); the formula and
 * its weights are ours.
 *
 * @param starts the first layer of each block, counted from 0, in order; the first is 0
 * @param cost ½·H + ½·B
 */
record BlockPartition(List<Integer> starts, double cost) {

    private static final double HOMOGENEITY_WEIGHT = 0.5;
    private static final double BALANCE_WEIGHT = 0.5;

    BlockPartition {
        starts = List.copyOf(starts);
    }

    /**
     * The best division.
     *
     * @param norms of the layers in order, finite, at least 0; all 0 counts as all the same
     * @param blocks from 1 to the number of layers
     */
    static BlockPartition of(double[] norms, int blocks) {
        if (!(blocks >= 1 && blocks <= norms.length)) {
            throw new IllegalArgumentException(
                    "There must be 1 to %d blocks, found %d".formatted(norms.length, blocks));
        }
        return new Search(new BlockCosts(norms, blocks), norms.length).best(blocks);
    }

    /** What blocks cost; all of a division sum to its cost. */
    static final class BlockCosts {

        private final int blocks;
        private final double[] sums;
        private final double[] squares;
        private final double[] shares;
        private final double spread;

        BlockCosts(double[] norms, int blocks) {
            double[] used = isZero(norms) ? ones(norms.length) : norms;
            double mean = Arrays.stream(used).average().orElse(0);
            double total = Arrays.stream(used).sum();
            this.blocks = blocks;
            this.sums = new double[used.length + 1];
            this.squares = new double[used.length + 1];
            this.shares = new double[used.length + 1];
            for (int i = 0; i < used.length; i++) {
                double centred = used[i] - mean; // so that little is lost in the differences
                sums[i + 1] = sums[i] + centred;
                squares[i + 1] = squares[i] + centred * centred;
                shares[i + 1] = shares[i] + used[i] / total;
            }
            this.spread = squares[used.length];
        }

        private static boolean isZero(double[] norms) {
            return Arrays.stream(norms).allMatch(norm -> norm == 0);
        }

        private static double[] ones(int size) {
            double[] ones = new double[size];
            Arrays.fill(ones, 1);
            return ones;
        }

        /** The cost of a block of layers from {@code start} to before {@code end}. */
        double of(int start, int end) {
            return HOMOGENEITY_WEIGHT * scatter(start, end)
                    + BALANCE_WEIGHT * imbalance(start, end);
        }

        private double scatter(int start, int end) {
            double sum = sums[end] - sums[start];
            double inside = squares[end] - squares[start] - sum * sum / (end - start);
            return spread == 0 ? 0 : Math.max(0, inside) / spread;
        }

        private double imbalance(int start, int end) {
            double even = 1.0 / blocks;
            double off = shares[end] - shares[start] - even;
            return blocks == 1 ? 0 : off * off / (1 - even);
        }
    }

    /** The least cost of so many blocks over the first layers, for all numbers of both. */
    private static final class Search {

        private final BlockCosts costs;
        private final int layers;

        Search(BlockCosts costs, int layers) {
            this.costs = costs;
            this.layers = layers;
        }

        BlockPartition best(int blocks) {
            int[][] lastStart = new int[blocks + 1][layers + 1];
            double[] least = new double[layers + 1];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            least[0] = 0;
            for (int count = 1; count <= blocks; count++) {
                least = oneMore(least, count, lastStart[count]);
            }
            return new BlockPartition(starts(lastStart, blocks), least[layers]);
        }

        /** With one block more; of equal ones that whose last block begins first. */
        private double[] oneMore(double[] before, int count, int[] lastStart) {
            double[] least = new double[layers + 1];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            for (int end = count; end <= layers; end++) {
                for (int start = count - 1; start < end; start++) {
                    double cost = before[start] + costs.of(start, end);
                    if (cost < least[end]) {
                        least[end] = cost;
                        lastStart[end] = start;
                    }
                }
            }
            return least;
        }

        private List<Integer> starts(int[][] lastStart, int blocks) {
            List<Integer> starts = new ArrayList<>();
            int end = layers;
            for (int count = blocks; count >= 1; count--) {
                end = lastStart[count][end];
                starts.add(end);
            }
            return starts.reversed();
        }
    }
}
