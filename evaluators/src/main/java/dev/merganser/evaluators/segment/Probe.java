package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;

/**
 * Made-up inputs that a graph can run on: floats in [0, 1), numbers of tokens and the like ({@code
 * …ids}) 0 or 1, other integers 1, flags true. Open dimensions have sizes of the caller, those that
 * count what a cache holds from before ({@code past_sequence_length}) are 0, and sums of names are
 * the sums of their sizes. Owns its tensors until closed.
 */
public final class Probe implements AutoCloseable {

    private static final Pattern SUM = Pattern.compile("\\s*\\+\\s*");
    private static final long FIRST = 2;
    private static final long OTHER = 4;

    private final Arena arena = Arena.ofConfined();
    private final Map<String, Value> values = new HashMap<>();

    private final long first;
    private final long other;

    private Probe(long first, long other) {
        this.first = first;
        this.other = other;
    }

    static Probe of(SessionFactory sessions, Graph graph) {
        return of(sessions, graph, FIRST, OTHER);
    }

    /**
     * Inputs for a graph.
     *
     * @param first what an open first dimension is
     * @param other what other open dimensions are
     */
    public static Probe of(SessionFactory sessions, Graph graph, long first, long other) {
        var probe = new Probe(first, other);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        try {
            graph.inputs().forEach(input -> probe.add(sessions, input, random));
            return probe;
        } catch (RuntimeException e) {
            probe.close();
            throw e;
        }
    }

    private void add(SessionFactory sessions, ValueInfo input, RandomGenerator random) {
        Shape shape = shape(input.dims().orElse(List.of(Dim.unknown())));
        DType dtype = input.dtype().orElse(DType.F32);
        MemorySegment memory = arena.allocate(Math.max(8, shape.elements() * dtype.bytes()), 64);
        MemorySegment data = memory.asSlice(0, shape.elements() * dtype.bytes());
        ByteBuffer out = data.asByteBuffer().order(ByteOrder.nativeOrder());
        boolean ids = input.name().endsWith("ids");
        while (out.hasRemaining()) {
            put(out, dtype, ids ? random.nextInt(2) : 1, random);
        }
        values.put(
                input.name(),
                Value.over(sessions, data, new TensorInfo(input.name(), dtype, shape)));
    }

    private Shape shape(List<Dim> dims) {
        long[] sizes = new long[dims.size()];
        for (int d = 0; d < sizes.length; d++) {
            long open = d == 0 ? first : other;
            sizes[d] =
                    switch (dims.get(d)) {
                        case Dim.Fixed(long size) -> size;
                        case Dim.Named(String name) -> size(name, open);
                        case Dim.Unknown() -> open;
                    };
        }
        return Shape.of(sizes);
    }

    /** Exporters write {@code past_sequence_length + sequence_length}. */
    private static long size(String name, long open) {
        long sum = 0;
        for (String term : SUM.split(name)) {
            boolean number = term.matches("\\d{1,9}");
            sum += number ? Long.parseLong(term) : term.contains("past") ? 0 : open;
        }
        return sum;
    }

    private static void put(ByteBuffer out, DType dtype, int integer, RandomGenerator random) {
        switch (dtype) {
            case F32 -> out.putFloat(random.nextFloat());
            case F64 -> out.putDouble(random.nextDouble());
            case F16 -> out.putShort(Float.floatToFloat16(random.nextFloat()));
            case BF16 -> out.putShort((short) (Float.floatToRawIntBits(random.nextFloat()) >>> 16));
            case I64, U64 -> out.putLong(integer);
            case I32, U32 -> out.putInt(integer);
            case I16, U16 -> out.putShort((short) integer);
            case I8, U8 -> out.put((byte) integer);
            case BOOL -> out.put((byte) 1);
        }
    }

    /** The tensors by input. */
    public Map<String, Value> values() {
        return values;
    }

    @Override
    public void close() {
        values.values().forEach(Value::close);
        arena.close();
    }
}
