package dev.merganser.recipes.vector;

import dev.merganser.recipes.method.Sums;
import dev.merganser.recipes.vector.TensorVectors.Vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/** The base of a tensor plus its vectors times coefficients, in double, rounded once. */
final class VectorSum {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final TensorVectors tensor;
    private final double[] coefficients;
    private final float[] values = new float[Cut.BLOCK];
    private final double[] sums = new double[Cut.BLOCK];
    private final byte[] parts = new byte[Cut.BLOCK];

    VectorSum(TensorVectors tensor, double[] coefficients) {
        this.tensor = tensor;
        this.coefficients = coefficients;
    }

    void write(MemorySegment out) {
        write(out, false);
    }

    /** The same of magnitudes. */
    void writeSizes(MemorySegment out) {
        write(out, true);
    }

    private void write(MemorySegment out, boolean sizes) {
        for (long from = 0; from < tensor.elements(); ) {
            long stop = Math.min(tensor.elements(), tensor.cut().end(from));
            int length = (int) (stop - from);
            Arrays.fill(sums, 0, length, 0);
            load(tensor.base(), from, length, sizes);
            Sums.add(values, 1, sums, length);
            for (Vector vector : tensor.vectors()) {
                load(vector.values(), from, length, sizes);
                add(vector.owners(), from, length, sizes);
            }
            Sums.round(sums, values, length);
            MemorySegment.copy(values, 0, out, FLOAT, from * Float.BYTES, length);
            from = stop;
        }
    }

    private void load(MemorySegment segment, long from, int length, boolean sizes) {
        MemorySegment.copy(segment, FLOAT, from * Float.BYTES, values, 0, length);
        for (int i = 0; sizes && i < length; i++) {
            values[i] = Math.abs(values[i]);
        }
    }

    private void add(List<Integer> owners, long from, int length, boolean sizes) {
        switch (tensor.cut()) {
            case Cut.Runs runs ->
                    Sums.add(values, factor(owners.get(runs.of(from)), sizes), sums, length);
            case Cut.Drawn drawn -> {
                drawn.load(from, parts, length);
                double[] factors =
                        owners.stream().mapToDouble(owner -> factor(owner, sizes)).toArray();
                for (int i = 0; i < length; i++) {
                    sums[i] += factors[parts[i] & 0xff] * values[i];
                }
            }
        }
    }

    private double factor(int coefficient, boolean sizes) {
        double factor = coefficients[coefficient];
        return sizes ? Math.abs(factor) : factor;
    }
}
