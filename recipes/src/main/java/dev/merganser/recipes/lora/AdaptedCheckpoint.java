package dev.merganser.recipes.lora;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.OriginKey;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A base with a LoRA adapter applied while it is read: values are W + s·B·A with s = alpha / r, or
 * alpha / √r, rounded to float32 and no further. (PEFT rounds to the type of the base when it
 * merges; here that is left to whoever stores the values.) There is no merged copy; memory is that
 * of some decoded factors. Owns the adapter, not the base, which must stay open.
 */
public final class AdaptedCheckpoint implements Checkpoint {

    private static final int BLOCK = 1 << 14;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Checkpoint base;
    private final Checkpoint adapter;
    private final Map<String, FloatTensor> adapted;
    private final List<TensorInfo> infos;
    private final Object identity = new Object();

    private AdaptedCheckpoint(
            Checkpoint base, Checkpoint adapter, Map<String, FloatTensor> adapted) {
        this.base = base;
        this.adapter = adapter;
        this.adapted = adapted;
        this.infos = base.tensors().stream().map(this::adaptedInfo).toList();
    }

    /**
     * Applies an adapter.
     *
     * @param folder holds {@code adapter_config.json} and {@code adapter_model.safetensors}
     * @throws dev.merganser.recipes.error.WrongUseException where it does not, or the adapter is of
     *     a kind that is not supported
     * @throws dev.merganser.recipes.error.BadDataException where the adapter is damaged or does not
     *     fit the base
     */
    public static AdaptedCheckpoint open(Checkpoint base, Path folder) {
        AdapterConfig config = AdapterConfigReader.read(folder);
        AdapterFile file = AdapterFile.open(folder);
        boolean opened = false;
        try {
            var tensors = AdaptedTensors.of(base, config, file);
            var checkpoint = new AdaptedCheckpoint(base, file.checkpoint(), tensors);
            opened = true;
            return checkpoint;
        } finally {
            if (!opened) {
                file.checkpoint().close();
            }
        }
    }

    private TensorInfo adaptedInfo(TensorInfo info) {
        return Optional.ofNullable(adapted.get(info.name())).map(FloatTensor::info).orElse(info);
    }

    /** The base's. */
    @Override
    public Path path() {
        return base.path();
    }

    @Override
    public List<TensorInfo> tensors() {
        return infos;
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return base.info(name).map(this::adaptedInfo);
    }

    @Override
    public FloatTensor values(String name) {
        @Nullable FloatTensor tensor = adapted.get(name);
        return tensor == null ? base.values(name) : tensor;
    }

    /**
     * A tensor as PEFT would store it, rounded to the base's type: one that the adapter changes is
     * computed in whole at each call, into memory of its own.
     */
    @Override
    public Tensor tensor(String name) {
        @Nullable FloatTensor tensor = adapted.get(name);
        return tensor == null
                ? base.tensor(name)
                : tensor.stored().orElseGet(() -> computed(tensor));
    }

    private static Tensor computed(FloatTensor tensor) {
        TensorInfo info = tensor.info();
        MemorySegment data = Arena.ofAuto().allocate(info.bytes());
        inBlocks(
                tensor,
                (block, from, count) -> Floats.encode(info.dtype(), block, 0, count, data, from));
        return new Tensor(info, data);
    }

    @Override
    public void read(String name, MemorySegment out) {
        @Nullable FloatTensor tensor = adapted.get(name);
        if (tensor == null) {
            base.read(name, out);
            return;
        }
        inBlocks(
                tensor,
                (block, from, count) ->
                        MemorySegment.copy(block, 0, out, FLOAT, from * Float.BYTES, count));
    }

    /** Takes the values of a tensor from element {@code from}. */
    @FunctionalInterface
    private interface Sink {
        void take(float[] block, long from, int count);
    }

    private static void inBlocks(FloatTensor tensor, Sink sink) {
        long elements = tensor.info().shape().elements();
        float[] block = new float[(int) Math.min(BLOCK, elements)];
        for (long from = 0; from < elements; from += BLOCK) {
            int count = (int) Math.min(BLOCK, elements - from);
            tensor.read(from, block, count);
            sink.take(block, from, count);
        }
    }

    /** The base's for what the adapter leaves alone. */
    @Override
    public Optional<Object> key(String name) {
        return adapted.containsKey(name)
                ? Optional.of(new OriginKey(identity, name))
                : base.key(name);
    }

    @Override
    public Map<String, String> metadata() {
        return base.metadata();
    }

    /** Closes the adapter. */
    @Override
    public void close() {
        adapter.close();
    }
}
