package dev.merganser.recipes.rebasin;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.OriginKey;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An expert whose hidden units and heads stand in the order of its base, found while it is read:
 * each group of units when one of its tensors is first asked for, one group at a time. Refers to
 * the expert, which its owner closes.
 */
public final class RebasinCheckpoint implements Checkpoint {

    /** Units whose products still fit into memory: their square takes 512 MiB. */
    static final int MOST_UNITS = 1 << 13;

    private static final Object ONE_AT_A_TIME = new Object();
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Checkpoint expert;
    private final Matching matching;
    private final Map<String, FloatTensor> permuted = new HashMap<>();
    private final Object identity = new Object();

    private RebasinCheckpoint(Checkpoint base, Checkpoint expert) {
        this.expert = expert;
        this.matching = new Matching(base, expert);
        Map<String, List<Part>> parts = new HashMap<>();
        units(base)
                .filter(units -> units.count() <= MOST_UNITS)
                .forEach(
                        units -> {
                            if (units.allAxes().allMatch(axis -> isSame(base, axis.tensor()))) {
                                Found found = new Found(units);
                                units.allAxes()
                                        .forEach(
                                                axis ->
                                                        parts.computeIfAbsent(
                                                                        axis.tensor(),
                                                                        _ -> new ArrayList<>())
                                                                .add(new Part(axis, found)));
                            }
                        });
        parts.forEach((name, all) -> permuted.put(name, permuted(name, all)));
    }

    /** An expert in the order of its base; reads names and shapes only. */
    public static Checkpoint of(Checkpoint base, Checkpoint expert) {
        return new RebasinCheckpoint(base, expert);
    }

    private static Stream<Units> units(Checkpoint base) {
        UnitFinder.Found found = UnitFinder.in(base);
        return Stream.concat(found.mlps().stream(), found.attentions().stream());
    }

    /** What can be aligned with a base, and what cannot. */
    public static List<Finding> findings(Source base) {
        UnitFinder.Found found = UnitFinder.in(base.checkpoint());
        List<Finding> findings = new ArrayList<>();
        if (found.mlps().isEmpty() && found.attentions().isEmpty()) {
            return List.of(
                    Finding.warning(
                            "align: rebasin knows no hidden units or heads by the names of the tensors of %s, so nothing is permuted."
                                    .formatted(base)));
        }
        findings.add(
                Finding.note(
                        "align: rebasin matches the hidden units of %d MLPs and the heads of %d attentions with those of %s."
                                .formatted(
                                        found.mlps().size(),
                                        found.attentions().size(),
                                        base.quoted())));
        if (found.attentions().size() < found.layers()) {
            findings.add(
                    Finding.warning(
                            "align: rebasin leaves the heads of %d attentions as they are: their number, or what tells them apart, is not known. Maybe a config.json with num_attention_heads is missing."
                                    .formatted(found.layers() - found.attentions().size())));
        }
        long tooMany = units(base.checkpoint()).filter(u -> u.count() > MOST_UNITS).count();
        if (tooMany > 0) {
            findings.add(
                    Finding.warning(
                            "align: rebasin leaves %d MLPs as they are, which have more than %d hidden units."
                                    .formatted(tooMany, MOST_UNITS)));
        }
        return findings;
    }

    private boolean isSame(Checkpoint base, String tensor) {
        return base.info(tensor)
                .flatMap(
                        ours ->
                                expert.info(tensor)
                                        .filter(
                                                theirs ->
                                                        theirs.shape().equals(ours.shape())
                                                                && theirs.dtype().isFloat()))
                .isPresent();
    }

    /** The order of a group of units, found once. */
    private final class Found {
        private final Units units;
        private Matching.@Nullable Order order;

        Found(Units units) {
            this.units = units;
        }

        Matching.Order get() {
            synchronized (ONE_AT_A_TIME) {
                Matching.Order known = order;
                if (known == null) {
                    known = matching.of(units);
                    order = known;
                }
                return known;
            }
        }

        /** The order of what stands on an axis. */
        int[] along(Axis axis) {
            return units.axes().contains(axis) ? get().units() : get().shared();
        }
    }

    /** Units in a tensor. */
    private record Part(Axis axis, Found found) {}

    private FloatTensor permuted(String name, List<Part> parts) {
        FloatTensor whole = expert.values(name);
        var places = new Lazy(whole.info(), parts);
        return new PermutedFloats(whole, places::get);
    }

    /** The places of a tensor's rows and columns, found once. */
    private static final class Lazy {
        private final TensorInfo info;
        private final List<Part> parts;
        private volatile PermutedFloats.@Nullable Places places;

        Lazy(TensorInfo info, List<Part> parts) {
            this.info = info;
            this.parts = List.copyOf(parts);
        }

        PermutedFloats.Places get() {
            PermutedFloats.Places known = places;
            if (known == null) {
                known = found();
                places = known;
            }
            return known;
        }

        private PermutedFloats.Places found() {
            List<Long> dims = info.shape().dims();
            int[] rows = upTo(dims.size() == 1 ? 1 : dims.getFirst());
            int[] columns = upTo(dims.getLast());
            boolean moves = false;
            for (Part part : parts) {
                moves |= !part.found().get().isIdentity();
                move(
                        part.axis(),
                        part.found().along(part.axis()),
                        part.axis().columns() ? columns : rows);
            }
            return new PermutedFloats.Places(rows, columns, !moves);
        }

        private static int[] upTo(long count) {
            return IntStream.range(0, Math.toIntExact(count)).toArray();
        }

        private static void move(Axis axis, int[] order, int[] places) {
            for (int unit = 0; unit < order.length; unit++) {
                for (int i = 0; i < axis.size(); i++) {
                    places[axis.from() + unit * axis.size() + i] =
                            axis.from() + order[unit] * axis.size() + i;
                }
            }
        }
    }

    /** The expert's. */
    @Override
    public Path path() {
        return expert.path();
    }

    @Override
    public List<TensorInfo> tensors() {
        return expert.tensors();
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return expert.info(name);
    }

    @Override
    public FloatTensor values(String name) {
        @Nullable FloatTensor moved = permuted.get(name);
        return moved == null ? expert.values(name) : moved;
    }

    /** A tensor that is permuted is put together at each call, in memory of its own. */
    @Override
    public Tensor tensor(String name) {
        @Nullable FloatTensor moved = permuted.get(name);
        return moved == null ? expert.tensor(name) : moved.stored().orElseGet(() -> stored(moved));
    }

    private static Tensor stored(FloatTensor moved) {
        TensorInfo info = moved.info();
        MemorySegment data = Arena.ofAuto().allocate(info.bytes());
        float[] values = values(moved);
        Floats.encode(info.dtype(), values, 0, values.length, data, 0);
        return new Tensor(info, data);
    }

    private static float[] values(FloatTensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.info().shape().elements())];
        tensor.read(0, values, values.length);
        return values;
    }

    @Override
    public void read(String name, MemorySegment out) {
        @Nullable FloatTensor moved = permuted.get(name);
        if (moved == null) {
            expert.read(name, out);
        } else {
            float[] values = values(moved);
            MemorySegment.copy(values, 0, out, FLOAT, 0, values.length);
        }
    }

    /** The expert's for what stays in its place. */
    @Override
    public Optional<Object> key(String name) {
        return permuted.containsKey(name)
                ? Optional.of(new OriginKey(identity, name))
                : expert.key(name);
    }

    @Override
    public Map<String, String> metadata() {
        return expert.metadata();
    }

    /** Nothing: the expert's owner closes it. */
    @Override
    public void close() {}
}
