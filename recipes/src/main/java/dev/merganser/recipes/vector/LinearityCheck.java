package dev.merganser.recipes.vector;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Tries whether sums of vectors are what merges make of their coefficients. */
final class LinearityCheck {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /**
     * How far a merge may be from linear, relative to the sum of its terms, for each term and the
     * result: a few roundings of float32.
     */
    private static final double ROUNDING = 0x1p-21;

    private final WeightVectors vectors;
    private final List<TensorInfo> tensors;

    /** A check of these tensors. */
    LinearityCheck(WeightVectors vectors, List<TensorInfo> tensors) {
        this.vectors = vectors;
        this.tensors = tensors;
    }

    /** At all ones, and at coefficients that are all different, of both signs. */
    void require(Function<double[], ? extends WeightSource> merge) {
        double[] ones = new double[vectors.coefficients()];
        Arrays.fill(ones, 1);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        double[] mixed = random.doubles(ones.length, -1, 1).toArray();
        for (double[] tried : List.of(ones, mixed)) {
            WeightSource merged = merge.apply(tried);
            tensors.forEach(tensor -> require(tensor, tried, merged));
        }
    }

    private void require(TensorInfo info, double[] tried, WeightSource merged) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment found = VectorReader.floats(scratch, info);
            MemorySegment wanted = VectorReader.floats(scratch, info);
            MemorySegment sizes = VectorReader.floats(scratch, info);
            merged.read(info.name(), found);
            vectors.write(info.name(), tried, wanted);
            int terms = 2 + vectors.writeSizes(info.name(), tried, wanted, sizes);
            for (long i = 0; i < info.shape().elements(); i++) {
                float got = found.getAtIndex(FLOAT, i);
                float want = wanted.getAtIndex(FLOAT, i);
                double most = bound(Math.abs((double) sizes.getAtIndex(FLOAT, i)), terms);
                if (!(Math.abs((double) got - want) <= most)) {
                    throw notLinear(info.name(), i, got, want);
                }
            }
        }
    }

    private static double bound(double size, int terms) {
        return size * terms * ROUNDING + Float.MIN_NORMAL;
    }

    private static WrongUseException notLinear(String tensor, long i, float got, float want) {
        return new WrongUseException(
                "A merge must be linear in its weights, so that they can be learned, but element %d of tensor '%s' is %s where its vectors sum to %s. Maybe take task_arithmetic or ties_split."
                        .formatted(i, tensor, got, want));
    }
}
