package dev.merganser.recipes.method.spherical;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.LaneSum;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MergeTensor.Stretch;

import java.util.List;
import java.util.function.Consumer;

/**
 * The inner products of the models' vectors in one tensor, or of their task vectors where the merge
 * has a base: lengths and angles, and with them all that is to know before vectors are mixed. Takes
 * one pass and n(n+1)/2 numbers for each vector; added up in double, in one order for any number of
 * threads.
 */
final class InnerProducts {
    private static final int MOST_STRETCHES = 64;

    private final int models;
    private final double[] values;

    private InnerProducts(int models, int vectors) {
        this.models = models;
        this.values = new double[vectors * pairs(models)];
    }

    /** Reads the tensor once. */
    static InnerProducts of(MergeTensor tensor, Vectors vectors) {
        return of(tensor, vectors, InnerProducts::subtractBase);
    }

    /** As {@link #of(MergeTensor, Vectors)}, of what {@code ready} makes of the models' values. */
    static InnerProducts of(MergeTensor tensor, Vectors vectors, Consumer<Block> ready) {
        return vectors.count() == 1 ? ofWhole(tensor, ready) : ofEach(tensor, vectors, ready);
    }

    private static InnerProducts ofWhole(MergeTensor tensor, Consumer<Block> ready) {
        InnerProducts all = new InnerProducts(tensor.models().size(), 1);
        for (double[] part :
                tensor.overStretches(MergeTensor.STRETCH, stretch -> wholeOf(stretch, ready))) {
            all.add(part, 0);
        }
        return all;
    }

    private static double[] wholeOf(Stretch stretch, Consumer<Block> ready) {
        int models = stretch.tensor().models().size();
        LaneSum[] sums = new LaneSum[pairs(models)];
        for (int p = 0; p < sums.length; p++) {
            sums[p] = new LaneSum();
        }
        stretch.forEachBlock(
                block -> {
                    ready.accept(block);
                    for (int i = 0; i < models; i++) {
                        for (int j = 0; j <= i; j++) {
                            sums[pair(i, j)].addProducts(
                                    block.from(), block.model(i), block.model(j), block.length());
                        }
                    }
                });
        double[] totals = new double[sums.length];
        for (int p = 0; p < sums.length; p++) {
            totals[p] = sums[p].total();
        }
        return totals;
    }

    private static InnerProducts ofEach(
            MergeTensor tensor, Vectors vectors, Consumer<Block> ready) {
        InnerProducts all = new InnerProducts(tensor.models().size(), vectors.count());
        List<PartialProducts> parts =
                tensor.overStretches(
                        stretch(tensor.elements()),
                        stretch -> new PartialProducts(stretch, vectors, ready));
        for (PartialProducts part : parts) {
            all.add(part.values, part.first * pairs(all.models));
        }
        return all;
    }

    /** Elements of a stretch: few of them, since each may know of every vector. */
    private static long stretch(long elements) {
        long even = Math.ceilDiv(elements, MOST_STRETCHES);
        return Math.max(MergeTensor.STRETCH, Math.ceilDiv(even, 4096) * 4096);
    }

    /** What one stretch adds to the inner products of the vectors that it has a part of. */
    private static final class PartialProducts {
        private final Vectors vectors;
        private final int first;
        private final double[] values;

        PartialProducts(Stretch stretch, Vectors vectors, Consumer<Block> ready) {
            this.vectors = vectors;
            boolean inOrder = vectors.width() > 1;
            first = inOrder ? vectors.of(stretch.begin()) : 0;
            int last = inOrder ? vectors.of(stretch.end() - 1) : vectors.count() - 1;
            values = new double[(last - first + 1) * pairs(stretch.tensor().models().size())];
            stretch.forEachBlock(
                    block -> {
                        ready.accept(block);
                        add(block);
                    });
        }

        private void add(Block block) {
            int pairs = pairs(block.models());
            for (int i = 0; i < block.models(); i++) {
                for (int j = 0; j <= i; j++) {
                    float[] x = block.model(i);
                    float[] y = block.model(j);
                    int pair = pair(i, j);
                    vectors.forEachRun(
                            block.from(),
                            block.length(),
                            (vector, begin, end) ->
                                    values[(vector - first) * pairs + pair] +=
                                            dot(x, y, begin, end));
                }
            }
        }

        private static double dot(float[] x, float[] y, int begin, int end) {
            double even = 0;
            double odd = 0;
            int i = begin;
            for (; i < end - 1; i += 2) {
                even += (double) x[i] * y[i];
                odd += (double) x[i + 1] * y[i + 1];
            }
            return i < end ? even + odd + (double) x[i] * y[i] : even + odd;
        }
    }

    private static void subtractBase(Block block) {
        if (block.hasBase()) {
            for (int m = 0; m < block.models(); m++) {
                block.subtractBase(m);
            }
        }
    }

    private void add(double[] part, int at) {
        for (int i = 0; i < part.length; i++) {
            values[at + i] += part[i];
        }
    }

    private static int pairs(int models) {
        return models * (models + 1) / 2;
    }

    private static int pair(int i, int j) {
        return i >= j ? i * (i + 1) / 2 + j : pair(j, i);
    }

    /** Inner product of two models' vectors. */
    double product(int vector, int i, int j) {
        return values[vector * pairs(models) + pair(i, j)];
    }

    /** Number of models. */
    int models() {
        return models;
    }

    /** Length of a model's vector. */
    double norm(int vector, int model) {
        return Math.sqrt(product(vector, model, model));
    }

    /** Mean length of the models' vectors. */
    double meanNorm(int vector) {
        double sum = 0;
        for (int m = 0; m < models; m++) {
            sum += norm(vector, m);
        }
        return sum / models;
    }

    /**
     * Cosine of the angle between two models' vectors, from −1 to 1; 0 where one has no direction.
     */
    double cosine(int vector, int i, int j) {
        double squares = product(vector, i, i) * product(vector, j, j);
        return squares > 0 ? Math.clamp(product(vector, i, j) / Math.sqrt(squares), -1, 1) : 0;
    }
}
