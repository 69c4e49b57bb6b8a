package dev.merganser.recipes.tokenizer;

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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A small model in a folder of its own: a tokenizer and tensors. */
public final class ModelFolder {

    private final Path folder;
    private final Map<TensorInfo, float[]> tensors = new LinkedHashMap<>();

    private ModelFolder(Path folder) {
        this.folder = folder;
    }

    /** A folder with a word-level tokenizer that has these tokens in the order of their ids. */
    public static ModelFolder of(Path folder, String... tokens) {
        String vocabulary =
                IntStream.range(0, tokens.length)
                        .mapToObj(id -> "\"%s\": %d".formatted(tokens[id], id))
                        .collect(Collectors.joining(", "));
        return empty(folder)
                .file(
                        "tokenizer.json",
                        """
                        {"version": "1.0", "added_tokens": [],
                         "model": {"type": "WordLevel", "vocab": {%s}, "unk_token": "a"}}
                        """
                                .formatted(vocabulary));
    }

    /** A folder without a tokenizer. */
    public static ModelFolder empty(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ModelFolder(folder);
    }

    /** Writes a file. */
    public ModelFolder file(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Adds a float32 matrix with rows of the same length. */
    public ModelFolder matrix(String name, float[]... rows) {
        int columns = rows[0].length;
        float[] values = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, values, i * columns, columns);
        }
        return tensor(name, Shape.of(rows.length, columns), values);
    }

    /** Adds a matrix of one column. */
    public ModelFolder column(String name, float... values) {
        return tensor(name, Shape.of(values.length, 1), values);
    }

    /** Adds a tensor of float32. */
    public ModelFolder tensor(String name, Shape shape, float... values) {
        tensors.put(new TensorInfo(name, DType.F32, shape), values);
        return this;
    }

    /** Writes the weights, and gives the folder. */
    public Path write() {
        SafetensorsWriter.write(
                folder.resolve("model.safetensors"),
                Map.of(),
                List.copyOf(tensors.keySet()),
                (info, out) -> {
                    float[] values = tensors.get(info);
                    Floats.encode(DType.F32, values, 0, values.length, out, 0);
                });
        return folder;
    }
}
