package dev.merganser.recipes.vector;

import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads the vectors of merges, one tensor of all merges after the other: that of a model is what
 * the merge has more where the model's coefficients are 1 and all others 0 than where all are 0.
 */
final class VectorReader {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final WeightSource zero;
    private final List<Direction> directions;
    private final TensorDivision division;
    private final Arena arena;
    private final List<WeightSource> units = new ArrayList<>();

    /**
     * A reader.
     *
     * @param merge the weights at any coefficients
     * @param zero those where all are 0
     * @param arena where vectors are kept
     */
    VectorReader(
            Function<double[], ? extends WeightSource> merge,
            WeightSource zero,
            List<Direction> directions,
            TensorDivision division,
            Arena arena) {
        this.zero = zero;
        this.directions = directions;
        this.division = division;
        this.arena = arena;
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

    /** Memory for the values of a tensor. */
    static MemorySegment floats(Arena arena, TensorInfo info) {
        return arena.allocate(
                Math.max(Float.BYTES, info.shape().elements() * Float.BYTES), Long.BYTES);
    }

    /** The vectors of a tensor; empty where no coefficient changes it. */
    Optional<TensorVectors> read(TensorInfo info) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment base = floats(scratch, info);
            zero.read(info.name(), base);
            List<TensorVectors.Vector> vectors = vectors(info, base, floats(scratch, info));
            return vectors.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new TensorVectors(
                                    info.shape().elements(),
                                    rows(info),
                                    kept(info, base),
                                    vectors,
                                    Cut.of(division.of(info), info.shape().elements(), arena)));
        }
    }

    private List<TensorVectors.Vector> vectors(
            TensorInfo info, MemorySegment base, MemorySegment merged) {
        List<TensorVectors.Vector> vectors = new ArrayList<>();
        for (int model = 0; model < units.size(); model++) {
            units.get(model).read(info.name(), merged);
            List<Integer> owners = owners(model, info.name());
            if (subtract(base, merged) && !owners.isEmpty()) {
                vectors.add(new TensorVectors.Vector(kept(info, merged), owners));
            }
        }
        return vectors;
    }

    private static long rows(TensorInfo info) {
        return info.shape().rank() == 0 ? 1 : info.shape().dims().getFirst();
    }

    private MemorySegment kept(TensorInfo info, MemorySegment values) {
        return floats(arena, info).copyFrom(values);
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
}
