package dev.merganser.recipes;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;

/** A small checkpoint in memory that can be written out, and counts how often it is asked. */
public final class TestCheckpoint implements Checkpoint {

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private int asked;

    /** Adds a float tensor. */
    public TestCheckpoint with(String name, DType dtype, Shape shape, float... values) {
        MemorySegment data = MemorySegment.ofArray(new byte[values.length * dtype.bytes()]);
        Floats.encode(dtype, values, 0, values.length, data, 0);
        tensors.put(name, new Tensor(new TensorInfo(name, dtype, shape), data));
        return this;
    }

    /** Adds a vector of float32. */
    public TestCheckpoint with(String name, float... values) {
        return with(name, DType.F32, Shape.of(values.length), values);
    }

    /** Adds a vector of 64-bit integers. */
    public TestCheckpoint withLongs(String name, long... values) {
        MemorySegment data = MemorySegment.ofArray(new byte[values.length * Long.BYTES]);
        MemorySegment.copy(values, 0, data, LONG, 0, values.length);
        var info = new TensorInfo(name, DType.I64, Shape.of(values.length));
        tensors.put(name, new Tensor(info, data));
        return this;
    }

    /** Writes this as one file. */
    public Path writeTo(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SafetensorsWriter.write(
                file,
                Map.of(),
                tensors(),
                (info, out) -> out.copyFrom(tensors.get(info.name()).data()));
        return file;
    }

    /** How often a tensor's type or data was asked for. */
    public int asked() {
        return asked;
    }

    @Override
    public Path path() {
        return Path.of("in-memory");
    }

    @Override
    public List<TensorInfo> tensors() {
        asked++;
        return tensors.values().stream().map(Tensor::info).toList();
    }

    @Override
    public Tensor tensor(String name) {
        asked++;
        return tensors.get(name);
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        asked++;
        return Optional.ofNullable(tensors.get(name)).map(Tensor::info);
    }

    @Override
    public void read(String name, MemorySegment out) {
        Tensor tensor = tensor(name);
        Floats.decode(tensor.dtype(), tensor.data(), 0, out, 0, tensor.shape().elements());
    }

    @Override
    public void close() {}

    /** Normally distributed values. */
    public static float[] random(int seed, int size) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
