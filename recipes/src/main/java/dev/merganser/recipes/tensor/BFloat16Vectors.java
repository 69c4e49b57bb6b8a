package dev.merganser.recipes.tensor;

import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.IS_NAN;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/** The whole vectors of a run of bfloat16; needs {@link Vectors#usable()}. */
final class BFloat16Vectors {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

    /** Of half the vector length. */
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

    private static final int LANES = FLOATS.length();
    private static final int QUIET = 0x40;

    private BFloat16Vectors() {}

    /** Decodes from the start; the answer is how many elements. */
    static int decode(MemorySegment src, long at, float[] dst, int pos, int n) {
        int end = FLOATS.loopBound(n);
        for (int i = 0; i < end; i += LANES) {
            var stored =
                    ShortVector.fromMemorySegment(
                            SHORTS, src, at + 2L * i, ByteOrder.LITTLE_ENDIAN);
            var bits = (IntVector) stored.convertShape(ZERO_EXTEND_S2I, INTS, 0);
            bits.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(dst, pos + i);
        }
        return end;
    }

    /** Encodes from the start; the answer is how many elements. */
    static int encode(float[] src, int pos, int n, MemorySegment dst, long at) {
        int end = FLOATS.loopBound(n);
        for (int i = 0; i < end; i += LANES) {
            var values = FloatVector.fromArray(FLOATS, src, pos + i);
            var stored = (ShortVector) rounded(values).convertShape(I2S, SHORTS, 0);
            stored.intoMemorySegment(dst, at + 2L * i, ByteOrder.LITTLE_ENDIAN);
        }
        return end;
    }

    private static IntVector rounded(FloatVector values) {
        var bits = values.reinterpretAsInts();
        var upper = bits.lanewise(LSHR, 16);
        var rounded = bits.add(0x7fff).add(upper.and(1)).lanewise(LSHR, 16);
        return rounded.blend(upper.or(QUIET), values.test(IS_NAN).cast(INTS));
    }
}
