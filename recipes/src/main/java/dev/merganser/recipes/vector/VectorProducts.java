package dev.merganser.recipes.vector;

import dev.merganser.recipes.method.LaneSum;
import dev.merganser.recipes.vector.TensorVectors.Vector;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Inner products of a gradient with vectors of its tensor, part by part, in double. Goes through
 * the gradient once, in blocks that stay in the first-level cache. Runs are added by {@link
 * LaneSum}, whose order is that of the elements' numbers; what is drawn is added in order.
 */
final class VectorProducts {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final List<Vector> vectors;
    private final Cut cut;
    private final @Nullable LaneSum[] runs;
    private final double[] drawn;
    private final float[] gradientBlock;
    private final float[] vectorBlock;
    private final byte[] partBlock;

    /**
     * Products that are 0 so far.
     *
     * @param most elements that are added at once; small ones need no large blocks
     */
    VectorProducts(List<Vector> vectors, Cut cut, long most) {
        int block = (int) Math.min(Cut.BLOCK, most);
        this.vectors = vectors;
        this.cut = cut;
        boolean isDrawn = cut instanceof Cut.Drawn;
        int products = vectors.size() * cut.parts();
        this.runs = new LaneSum[isDrawn ? 0 : products];
        this.drawn = new double[isDrawn ? products : 0];
        this.gradientBlock = new float[block];
        this.vectorBlock = new float[block];
        this.partBlock = new byte[isDrawn ? block : 0];
    }

    /**
     * Adds products.
     *
     * @param from the first element of the tensor
     * @param gradient native-order float32
     * @param at the element of the gradient that belongs to it
     * @param count how many
     */
    void add(long from, MemorySegment gradient, long at, long count) {
        long end = from + count;
        for (long next = from; next < end; ) {
            long stop = Math.min(end, cut.end(next));
            int length = (int) (stop - next);
            load(gradient, at + next - from, gradientBlock, length);
            switch (cut) {
                case Cut.Runs cutRuns -> addRun(next, length, cutRuns.of(next));
                case Cut.Drawn parts -> addDrawn(next, length, parts);
            }
            next = stop;
        }
    }

    private void addRun(long from, int length, int part) {
        for (int i = 0; i < vectors.size(); i++) {
            load(vectors.get(i).values(), from, vectorBlock, length);
            run(i * cut.parts() + part).addProducts(from, gradientBlock, vectorBlock, length);
        }
    }

    private LaneSum run(int product) {
        LaneSum sum = runs[product];
        if (sum == null) {
            sum = new LaneSum();
            runs[product] = sum;
        }
        return sum;
    }

    private void addDrawn(long from, int length, Cut.Drawn parts) {
        parts.load(from, partBlock, length);
        for (int i = 0; i < vectors.size(); i++) {
            load(vectors.get(i).values(), from, vectorBlock, length);
            addByPart(i * cut.parts(), length);
        }
    }

    private void addByPart(int first, int count) {
        for (int i = 0; i < count; i++) {
            drawn[first + (partBlock[i] & 0xff)] += (double) gradientBlock[i] * vectorBlock[i];
        }
    }

    private static void load(MemorySegment from, long element, float[] into, int count) {
        MemorySegment.copy(from, FLOAT, element * Float.BYTES, into, 0, count);
    }

    /** Adds what was summed up to the sum of each coefficient. */
    void addTo(double[] sums) {
        for (int i = 0; i < vectors.size(); i++) {
            List<Integer> owners = vectors.get(i).owners();
            for (int part = 0; part < owners.size(); part++) {
                sums[owners.get(part)] += total(i * cut.parts() + part);
            }
        }
    }

    private double total(int product) {
        if (cut instanceof Cut.Drawn) {
            return drawn[product];
        }
        LaneSum sum = runs[product];
        return sum == null ? 0 : sum.total();
    }
}
