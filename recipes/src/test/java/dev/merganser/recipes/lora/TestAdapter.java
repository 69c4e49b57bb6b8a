package dev.merganser.recipes.lora;

import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small adapter or checkpoint put together tensor by tensor and written to a folder. */
public final class TestAdapter {

    private static final String PREFIX = "base_model.model.";

    private final Map<TensorInfo, float[]> tensors = new LinkedHashMap<>();
    private String config = "";

    private TestAdapter() {}

    /** An adapter with a configuration of these members beside the type. */
    public static TestAdapter of(String members) {
        var adapter = new TestAdapter();
        adapter.config = "{\"peft_type\": \"LORA\", " + members + "}";
        return adapter;
    }

    /** An adapter with a configuration as it stands, or none where it is empty. */
    public static TestAdapter ofConfig(String config) {
        var adapter = new TestAdapter();
        adapter.config = config;
        return adapter;
    }

    /** Adds a tensor whose name begins as PEFT's do. */
    public TestAdapter with(String name, Shape shape, float... values) {
        return with(DType.F32, PREFIX + name, shape, values);
    }

    /** Adds a tensor. */
    public TestAdapter with(DType dtype, String name, Shape shape, float... values) {
        tensors.put(new TensorInfo(name, dtype, shape), values);
        return this;
    }

    /** Adds a vector of bytes, as quantised weights are stored. */
    public TestAdapter withBytes(String name, int count) {
        tensors.put(new TensorInfo(name, DType.U8, Shape.of(count)), new float[0]);
        return this;
    }

    /** Writes configuration and weights; the answer is the folder. */
    public Path writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            if (!config.isEmpty()) {
                Files.writeString(folder.resolve("adapter_config.json"), config);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write(folder.resolve("adapter_model.safetensors"));
        return folder;
    }

    /** Writes the tensors alone, as one file. */
    public Path write(Path file) {
        SafetensorsWriter.write(
                file,
                Map.of(),
                List.copyOf(tensors.keySet()),
                (info, out) -> {
                    float[] values = tensors.get(info);
                    if (info.dtype().isFloat()) {
                        Floats.encode(info.dtype(), values, 0, values.length, out, 0);
                    }
                });
        return file;
    }
}
