package dev.merganser.recipes.vector;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The vectors of merges that are linear in their coefficients, taken from such merges: vₘ is what a
 * merge has more where the coefficients of model m are 1 and all others 0 than where all are 0.
 * Works for every merge method that is linear in its weights, and finds out if one is not.
 *
 * <p>Needs native memory for each tensor that changes: float32 of the merge at 0 and of each model
 * that changes it, and a byte an element where parts are drawn. Owns it until closed; the merges
 * must stay readable until then. Safe for use by many threads.
 */
public final class WeightVectors implements LinearWeights, AutoCloseable {

    private final Arena arena = Arena.ofShared();
    private final int coefficients;
    private final WeightSource zero;
    private final Map<String, TensorVectors> changing = new LinkedHashMap<>();

    private WeightVectors(int coefficients, WeightSource zero) {
        this.coefficients = coefficients;
        this.zero = zero;
    }

    /**
     * Reads the vectors and tries whether sums of them are what the merges make of their
     * coefficients.
     *
     * @param merge the weights at any finite coefficients, as many as directions
     * @param directions what each coefficient multiplies; where tensors are divided, a model has
     *     coefficients for all parts of a tensor or for none
     * @param division how tensors are divided
     * @param tensors names of float tensors that the merges have
     * @throws WrongUseException where the merges are not linear
     */
    public static WeightVectors read(
            Function<double[], ? extends WeightSource> merge,
            List<Direction> directions,
            TensorDivision division,
            Collection<String> tensors) {
        int size = directions.size();
        var vectors = new WeightVectors(size, merge.apply(new double[size]));
        try {
            var reader = new VectorReader(merge, vectors.zero, directions, division, vectors.arena);
            List<TensorInfo> infos = tensors.stream().map(vectors::info).toList();
            infos.forEach(info -> vectors.read(info, reader));
            new LinearityCheck(vectors, infos).require(merge);
            return vectors;
        } catch (RuntimeException e) {
            vectors.close();
            throw e;
        }
    }

    private void read(TensorInfo info, VectorReader reader) {
        reader.read(info).ifPresent(found -> changing.put(info.name(), found));
    }

    private TensorInfo info(String tensor) {
        return zero.info(tensor)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "The merges have no tensor '" + tensor + "'"));
    }

    @Override
    public int coefficients() {
        return coefficients;
    }

    /** Native memory that the vectors take. */
    public long bytes() {
        return changing.values().stream().mapToLong(TensorVectors::bytes).sum();
    }

    /** For each coefficient the Euclidean norm of what it multiplies. */
    public double[] norms() {
        double[] squares = new double[coefficients];
        changing.values().forEach(vectors -> vectors.addSquares(squares));
        return Arrays.stream(squares).map(Math::sqrt).toArray();
    }

    @Override
    public boolean changes(String tensor) {
        return changing.containsKey(tensor);
    }

    @Override
    public void write(String tensor, double[] values, MemorySegment out) {
        requireSize(values);
        TensorVectors vectors = changing.get(tensor);
        if (vectors == null) {
            zero.read(tensor, out);
        } else {
            vectors.write(values, out);
        }
    }

    /**
     * The sizes of what a tensor is the sum of, added up.
     *
     * @param written the tensor at these coefficients
     * @return how many vectors it has
     */
    int writeSizes(String tensor, double[] values, MemorySegment written, MemorySegment out) {
        TensorVectors vectors = changing.get(tensor);
        if (vectors == null) {
            out.copyFrom(written);
            return 0;
        }
        vectors.writeSizes(values, out);
        return vectors.vectors().size();
    }

    @Override
    public void contract(String tensor, MemorySegment gradient, double[] sums) {
        requireSize(sums);
        @Nullable TensorVectors vectors = changing.get(tensor);
        if (vectors != null) {
            vectors.contract(gradient, sums);
        }
    }

    @Override
    public void contractRows(String tensor, long[] indices, MemorySegment gradient, double[] sums) {
        requireSize(sums);
        @Nullable TensorVectors vectors = changing.get(tensor);
        if (vectors != null) {
            vectors.contractRows(indices, gradient, sums);
        }
    }

    private void requireSize(double[] values) {
        if (values.length != coefficients) {
            throw new IllegalArgumentException(
                    "There must be %d numbers, found %d".formatted(coefficients, values.length));
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
