package dev.merganser.recipes.rebasin;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.matrix.Assignment;
import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.tensor.FloatTensor;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Git Re-Basin's weight matching (arXiv:2209.04836, section 3.2): the order of an expert's units
 * that makes the sum of the products of its weights with the base's the largest. As no two groups
 * of units have a tensor's axis in common, and the hidden state keeps its order, each is one linear
 * assignment problem, solved exactly; no sweeps are needed.
 */
final class Matching {

    private static final int STRIPE = 256;
    private static final int FEATURES = 512;
    private static final double GAIN = 1e-12;

    private final Checkpoint base;
    private final Checkpoint expert;

    Matching(Checkpoint base, Checkpoint expert) {
        this.base = base;
        this.expert = expert;
    }

    /**
     * Which unit of the expert takes the place of each, and which shared part that of each.
     *
     * @param units by place
     * @param shared by place
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and stays in this package
    record Order(int[] units, int[] shared) {

        static Order identity(Units units) {
            return new Order(upTo(units.count()), upTo(units.groups()));
        }

        /** Whether nothing moves. */
        boolean isIdentity() {
            return IntStream.range(0, units.length).allMatch(i -> units[i] == i);
        }
    }

    private static int[] upTo(int count) {
        return IntStream.range(0, count).toArray();
    }

    /** The best order; that of the expert where none is better, or a weight is not finite. */
    Order of(Units units) {
        Matrix products = products(units.axes(), units.count());
        Matrix shared = products(units.sharedAxes(), units.groups());
        if (!products.isFinite() || !shared.isFinite()) {
            return Order.identity(units); // whoever merges the weights says where
        }
        return units.group() == 1
                ? single(products.plus(shared))
                : grouped(units, products, shared);
    }

    private static Order single(Matrix products) {
        int[] order = best(products);
        return new Order(order, order);
    }

    /** Each pair of groups at the best order within; then the best pairs. */
    private static Order grouped(Units units, Matrix products, Matrix shared) {
        int groups = units.groups();
        int size = units.group();
        Matrix gains = Matrix.of(groups, groups);
        int[][][] within = new int[groups][groups][];
        for (int i = 0; i < groups; i++) {
            for (int j = 0; j < groups; j++) {
                Matrix block = block(products, i * size, j * size, size);
                within[i][j] = best(block);
                gains.set(i, j, shared.get(i, j) + gain(block, within[i][j]));
            }
        }
        int[] pairs = best(gains);
        int[] order = new int[units.count()];
        for (int i = 0; i < order.length; i++) {
            int pair = pairs[i / size];
            order[i] = pair * size + within[i / size][pair][i % size];
        }
        return new Order(order, pairs);
    }

    private static Matrix block(Matrix matrix, int row, int column, int size) {
        Matrix block = Matrix.of(size, size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                block.set(i, j, matrix.get(row + i, column + j));
            }
        }
        return block;
    }

    /** The best assignment; the identity where it is as good. */
    private static int[] best(Matrix products) {
        int[] found = Assignment.maximum(products);
        int[] identity = upTo(products.rows());
        double before = gain(products, identity);
        return gain(products, found) - before > GAIN * Math.abs(before) ? found : identity;
    }

    private static double gain(Matrix products, int[] order) {
        double sum = 0;
        for (int i = 0; i < order.length; i++) {
            sum += products.get(i, order[i]);
        }
        return sum;
    }

    /** Products of each unit of the base with each of the expert, [base, expert]. */
    private Matrix products(List<Axis> axes, int count) {
        Matrix sums = Matrix.of(count, count);
        for (Axis axis : axes) {
            UnitRows ours = UnitRows.of(base.values(axis.tensor()), axis, count);
            UnitRows theirs = UnitRows.of(expert.values(axis.tensor()), axis, count);
            int step = Math.max(1, FEATURES / axis.size());
            for (int from = 0; from < ours.others(); from += step) {
                int to = Math.min(ours.others(), from + step);
                addProducts(ours.features(from, to), theirs.features(from, to), sums);
            }
        }
        return sums;
    }

    /** Stripe by stripe, which threads share; each sum has one order. */
    private static void addProducts(Matrix ours, Matrix theirs, Matrix sums) {
        int stripes = Math.ceilDiv(ours.rows(), STRIPE);
        IntStream.range(0, stripes)
                .parallel()
                .forEach(
                        stripe -> {
                            int from = stripe * STRIPE;
                            int rows = Math.min(STRIPE, ours.rows() - from);
                            Matrix part = rows(ours, from, rows).timesTransposed(theirs);
                            for (int i = 0; i < part.data().length; i++) {
                                sums.data()[from * sums.columns() + i] += part.data()[i];
                            }
                        });
    }

    private static Matrix rows(Matrix matrix, int from, int count) {
        double[] rows = new double[count * matrix.columns()];
        System.arraycopy(matrix.data(), from * matrix.columns(), rows, 0, rows.length);
        return Matrix.of(count, matrix.columns(), rows);
    }

    /**
     * A tensor by its units.
     *
     * @param columns of the tensor
     * @param others how many rows or columns cross the units
     */
    private record UnitRows(FloatTensor tensor, Axis axis, int count, int columns, int others) {

        static UnitRows of(FloatTensor tensor, Axis axis, int count) {
            List<Long> dims = tensor.info().shape().dims();
            int rows = dims.size() == 1 ? 1 : Math.toIntExact(dims.getFirst());
            int columns = Math.toIntExact(dims.getLast());
            return new UnitRows(tensor, axis, count, columns, axis.columns() ? rows : columns);
        }

        /** The values of each unit at some of what crosses it, [units, size · (to − from)]. */
        Matrix features(int from, int to) {
            return axis.columns() ? ofColumns(from, to) : ofRows(from, to);
        }

        private Matrix ofRows(int from, int to) {
            int width = to - from;
            Matrix features = Matrix.of(count, axis.size() * width);
            float[] piece = new float[width];
            for (int row = 0; row < count * axis.size(); row++) {
                tensor.read((long) (axis.from() + row) * columns + from, piece, width);
                for (int i = 0; i < width; i++) {
                    features.data()[row * width + i] = piece[i];
                }
            }
            return features;
        }

        private Matrix ofColumns(int from, int to) {
            int size = axis.size();
            int width = size * (to - from);
            Matrix features = Matrix.of(count, width);
            float[] piece = new float[count * size];
            for (int row = from; row < to; row++) {
                tensor.read((long) row * columns + axis.from(), piece, piece.length);
                for (int i = 0; i < piece.length; i++) {
                    features.data()[i / size * width + (row - from) * size + i % size] = piece[i];
                }
            }
            return features;
        }
    }
}
