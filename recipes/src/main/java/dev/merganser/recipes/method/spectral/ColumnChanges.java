package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.MergeTensor;

import java.util.List;

/**
 * How much the columns of each model differ from the base's.
 *
 * @param magnitudes of each model, the difference of norms of each column
 * @param directions of each model, 1 − the cosine of each column
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; lists would box each value
record ColumnChanges(double[][] magnitudes, double[][] directions) {
    private static final int STRETCHES = 16;
    private static final long GRAIN = 1 << 19;

    static ColumnChanges of(Columns columns, MergeTensor tensor) {
        long share = Math.ceilDiv(tensor.elements(), STRETCHES);
        long stretch = Math.max(1, Math.ceilDiv(share, GRAIN)) * GRAIN;
        List<Sums> parts =
                tensor.overStretches(
                        stretch,
                        part -> {
                            var sums = new Sums(columns, tensor.models().size());
                            part.forEachBlock(sums::add);
                            return sums;
                        });
        var all = new Sums(columns, tensor.models().size());
        parts.forEach(all::add);
        return all.changes();
    }

    /** Of each column the sums of squares of base and models, and of their products. */
    private static final class Sums {
        private final Columns columns;
        private final double[] base;
        private final double[][] models;
        private final double[][] products;

        Sums(Columns columns, int models) {
            this.columns = columns;
            this.base = new double[columns.count()];
            this.models = new double[models][columns.count()];
            this.products = new double[models][columns.count()];
        }

        void add(Block block) {
            int[] column = columns.of(block.from(), block.length());
            add(column, block.base(), block.base(), base);
            for (int m = 0; m < models.length; m++) {
                float[] model = block.model(m);
                add(column, model, model, models[m]);
                add(column, model, block.base(), products[m]);
            }
        }

        private static void add(int[] column, float[] x, float[] y, double[] sums) {
            for (int i = 0; i < column.length; i++) {
                sums[column[i]] += (double) x[i] * y[i];
            }
        }

        void add(Sums other) {
            add(other.base, base);
            for (int m = 0; m < models.length; m++) {
                add(other.models[m], models[m]);
                add(other.products[m], products[m]);
            }
        }

        private static void add(double[] some, double[] into) {
            for (int c = 0; c < into.length; c++) {
                into[c] += some[c];
            }
        }

        ColumnChanges changes() {
            double[][] magnitudes = new double[models.length][base.length];
            double[][] directions = new double[models.length][base.length];
            for (int m = 0; m < models.length; m++) {
                for (int c = 0; c < base.length; c++) {
                    double model = Math.sqrt(models[m][c]);
                    double before = Math.sqrt(base[c]);
                    magnitudes[m][c] = Math.abs(model - before);
                    directions[m][c] = turned(model, before, products[m][c]);
                }
            }
            return new ColumnChanges(magnitudes, directions);
        }

        private static double turned(double model, double base, double product) {
            if (model == 0 || base == 0) {
                return model == base ? 0 : 1;
            }
            return 1 - Math.clamp(product / model / base, -1, 1);
        }
    }
}
