package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A tensor with a row for each token in the order of the merged vocabulary. Rows are looked up
 * while they are read; nothing is copied but a mean row where rows are filled up. Safe for use by
 * many threads.
 */
final class VocabularyRows implements FloatTensor {

    private final TensorInfo info;
    private final int columns;
    private final RowTable table;
    private final int model;
    private final List<Optional<FloatTensor>> tensors;
    private volatile float @Nullable [] meanRow;

    /**
     * @param info of this view, {@code [table.rows(), columns]} or the like
     * @param model whose rows these are, by its number in the table
     * @param tensors the tensor of each model of the table; present where rows of it are read
     */
    VocabularyRows(
            TensorInfo info,
            int columns,
            RowTable table,
            int model,
            List<Optional<FloatTensor>> tensors) {
        this.info = info;
        this.columns = columns;
        this.table = table;
        this.model = model;
        this.tensors = List.copyOf(tensors);
    }

    @Override
    public TensorInfo info() {
        return info;
    }

    @Override
    public void read(long from, float[] into, int count) {
        read(from, into, 0, count);
    }

    private void read(long from, float[] into, int at, int count) {
        int done = 0;
        while (done < count) {
            long element = from + done;
            int row = Math.toIntExact(element / columns);
            int column = (int) (element % columns);
            done += piece(row, column, into, at + done, count - done);
        }
    }

    /** Reads the rest of a row, or of several rows that stand together; gives their elements. */
    private int piece(int row, int column, float[] into, int at, int most) {
        if (row >= table.tokens()) {
            int count = Math.min(most, columns - column);
            System.arraycopy(meanRow(), column, into, at, count);
            return count;
        }
        int giver = table.giver(model, row);
        if (giver < 0) {
            int count = Math.min(most, columns - column);
            computed(giver, row, column, into, at, count);
            return count;
        }
        int wanted = 1 + (int) (((long) column + most - 1) / columns);
        long standing = (long) table.run(model, row, wanted) * columns - column;
        int count = (int) Math.min(most, standing);
        long element = (long) table.giverRow(model, row) * columns + column;
        copy(tensors.get(giver).orElseThrow(), element, into, at, count);
        return count;
    }

    private static void copy(FloatTensor from, long element, float[] into, int at, int count) {
        Optional<Tensor> stored = from.stored();
        if (stored.isPresent()) {
            Floats.decode(stored.get().dtype(), stored.get().data(), element, into, at, count);
        } else {
            float[] values = new float[count];
            from.read(element, values, count);
            System.arraycopy(values, 0, into, at, count);
        }
    }

    private void computed(int giver, int row, int column, float[] into, int at, int count) {
        if (giver == RowTable.ZERO) {
            Arrays.fill(into, at, at + count, 0);
            return;
        }
        double[] sum = new double[count];
        float[] values = new float[count];
        int donors = 0;
        for (int donor = 0; donor < tensors.size(); donor++) {
            int theirs = table.own(donor, row);
            if (theirs >= 0) {
                copy(
                        tensors.get(donor).orElseThrow(),
                        (long) theirs * columns + column,
                        values,
                        0,
                        count);
                add(sum, values);
                donors++;
            }
        }
        divide(sum, donors, into, at);
    }

    private static void add(double[] sum, float[] values) {
        for (int i = 0; i < values.length; i++) {
            sum[i] += values[i];
        }
    }

    private static void divide(double[] sum, int by, float[] into, int at) {
        for (int i = 0; i < sum.length; i++) {
            into[at + i] = (float) (sum[i] / by);
        }
    }

    /** The mean of the rows of all tokens, found when it is first asked for. */
    private float[] meanRow() {
        float[] known = meanRow;
        if (known == null) {
            synchronized (this) {
                known = meanRow;
                if (known == null) {
                    known = mean();
                    meanRow = known;
                }
            }
        }
        return known;
    }

    private float[] mean() {
        double[] sum = new double[columns];
        float[] row = new float[columns];
        for (int i = 0; i < table.tokens(); i++) {
            read((long) i * columns, row, 0, columns);
            add(sum, row);
        }
        float[] mean = new float[columns];
        divide(sum, table.tokens(), mean, 0);
        return mean;
    }
}
