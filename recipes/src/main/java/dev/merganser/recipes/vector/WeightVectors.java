package dev.merganser.recipes.vector;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

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

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /**
     * How far a merge may be from linear, relative to the sum of its terms, for each term and the
     * result: a few roundings of float32.
     */
    private static final double ROUNDING = 0x1p-21;

    private final Arena arena = Arena.ofShared();
    private final int coefficients;
    private final WeightSource zero;
    private final List<String> tensors;
    private final Map<String, TensorVectors> changing = new LinkedHashMap<>();

    private WeightVectors(int coefficients, WeightSource zero, Collection<String> tensors) {
        this.coefficients = coefficients;
        this.zero = zero;
        this.tensors = List.copyOf(tensors);
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
            Division division,
            Collection<String> tensors) {
        int size = directions.size();
        var vectors = new WeightVectors(size, merge.apply(new double[size]), tensors);
        try {
            vectors.read(new Reader(merge, directions, division, vectors));
            vectors.requireLinear(merge);
            return vectors;
        } catch (RuntimeException e) {
            vectors.close();
            throw e;
        }
    }

    private void read(Reader reader) {
        for (String tensor : tensors) {
            reader.read(tensor).ifPresent(found -> changing.put(tensor, found));
        }
    }

    /** What reads one tensor of all merges after the other. */
    private static final class Reader {
        private final WeightVectors into;
        private final List<Direction> directions;
        private final Division division;
        private final List<WeightSource> units = new ArrayList<>();

        Reader(
                Function<double[], ? extends WeightSource> merge,
                List<Direction> directions,
                Division division,
                WeightVectors into) {
            this.into = into;
            this.directions = directions;
            this.division = division;
            int models = directions.stream().mapToInt(Direction::model).max().orElse(-1) + 1;
            for (int model = 0; model < models; model++) {
                units.add(merge.apply(unit(model)));
            }
        }

        private double[] unit(int model) {
            return directions.stream()
                    .mapToDouble(direction -> direction.model() == model ? 1 : 0)
                    .toArray();
        }

        /** The vectors of a tensor; empty where no coefficient changes it. */
        Optional<TensorVectors> read(String tensor) {
            TensorInfo info = into.info(tensor);
            try (Arena scratch = Arena.ofConfined()) {
                MemorySegment base = floats(scratch, info);
                MemorySegment merged = floats(scratch, info);
                into.zero.read(tensor, base);
                List<TensorVectors.Vector> vectors = new ArrayList<>();
                for (int model = 0; model < units.size(); model++) {
                    units.get(model).read(tensor, merged);
                    List<Integer> owners = owners(model, tensor);
                    if (subtract(base, merged) && !owners.isEmpty()) {
                        vectors.add(new TensorVectors.Vector(kept(info, merged), owners));
                    }
                }
                return vectors.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new TensorVectors(
                                        info.shape().elements(),
                                        rows(info),
                                        kept(info, base),
                                        vectors,
                                        Cut.of(
                                                division.of(info),
                                                info.shape().elements(),
                                                into.arena)));
            }
        }

        private static long rows(TensorInfo info) {
            return info.shape().rank() == 0 ? 1 : info.shape().dims().getFirst();
        }

        private MemorySegment kept(TensorInfo info, MemorySegment values) {
            return floats(into.arena, info).copyFrom(values);
        }

        /** The coefficients of the parts of a tensor; none where the model has none for it. */
        private List<Integer> owners(int model, String tensor) {
            SortedMap<Integer, Integer> owners = new TreeMap<>();
            for (int i = 0; i < directions.size(); i++) {
                Direction direction = directions.get(i);
                if (direction.model() == model && direction.tensors().contains(tensor)) {
                    owners.put(direction.part(), i);
                }
            }
            boolean all = owners.size() == division.parts() && owners.lastKey() < division.parts();
            if (!owners.isEmpty() && !all) {
                throw new IllegalArgumentException(
                        "All %d parts of '%s' must have a coefficient of model %d, or none"
                                .formatted(division.parts(), tensor, model));
            }
            return List.copyOf(owners.values());
        }
    }

    private static MemorySegment floats(Arena arena, TensorInfo info) {
        return arena.allocate(
                Math.max(Float.BYTES, info.shape().elements() * Float.BYTES), Long.BYTES);
    }

    /** Takes the base away from merged values; tells whether anything is left. */
    private static boolean subtract(MemorySegment base, MemorySegment merged) {
        boolean any = false;
        for (long at = 0; at < base.byteSize(); at += Float.BYTES) {
            double delta = (double) merged.get(FLOAT, at) - base.get(FLOAT, at);
            float vector = (float) Math.clamp(delta, -Float.MAX_VALUE, Float.MAX_VALUE);
            merged.set(FLOAT, at, vector);
            any |= vector != 0;
        }
        return any;
    }

    private TensorInfo info(String tensor) {
        return zero.info(tensor)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "The merges have no tensor '" + tensor + "'"));
    }

    // ---- linear?

    /** At all ones, and at coefficients that are all different, of both signs. */
    private void requireLinear(Function<double[], ? extends WeightSource> merge) {
        double[] ones = new double[coefficients];
        Arrays.fill(ones, 1);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        double[] mixed = random.doubles(coefficients, -1, 1).toArray();
        for (double[] tried : List.of(ones, mixed)) {
            WeightSource merged = merge.apply(tried);
            tensors.forEach(tensor -> requireLinear(tensor, tried, merged));
        }
    }

    private void requireLinear(String tensor, double[] tried, WeightSource merged) {
        TensorInfo info = info(tensor);
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment found = floats(scratch, info);
            MemorySegment wanted = floats(scratch, info);
            MemorySegment sizes = floats(scratch, info);
            merged.read(tensor, found);
            write(tensor, tried, wanted);
            TensorVectors vectors = changing.get(tensor);
            if (vectors == null) {
                sizes.copyFrom(wanted);
            } else {
                vectors.writeSizes(tried, sizes);
            }
            int terms = 2 + (vectors == null ? 0 : vectors.vectors().size());
            for (long i = 0; i < info.shape().elements(); i++) {
                float got = found.getAtIndex(FLOAT, i);
                float want = wanted.getAtIndex(FLOAT, i);
                double most = bound(Math.abs((double) sizes.getAtIndex(FLOAT, i)), terms);
                if (!(Math.abs((double) got - want) <= most)) {
                    throw notLinear(tensor, i, got, want);
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

    // ---- weights

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
