package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.Sha256;
import dev.merganser.recipes.graph.GraphReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Opens checkpoints: a {@code .safetensors} file, a Hugging Face folder (one file or shards with an
 * index), or the initializers of an {@code .onnx} file.
 */
public final class Checkpoints {
    private Checkpoints() {}

    /**
     * Opens a checkpoint; the caller closes it. Everything that the file says of itself is checked
     * here; the values of the tensors are not looked at.
     *
     * @throws WrongUseException where there is no such path, or not of a kind that can be read
     * @throws BadDataException where the content is damaged
     */
    public static Checkpoint open(Path path) {
        if (!Files.exists(path)) {
            throw missing(path);
        }
        return switch (kind(path)) {
            case FOLDER -> CheckpointFolder.open(path);
            case ONNX -> MappedCheckpoint.open(path, files -> OnnxReader.read(path, files));
            case SAFETENSORS ->
                    MappedCheckpoint.open(path, files -> SafetensorsReader.read(path, files));
        };
    }

    /**
     * The files that a checkpoint consists of: index and shards, model and external data, or one
     * file. Tells by their sizes and times whether it changed.
     *
     * @throws WrongUseException as {@link #open}
     * @throws BadDataException where an index or a graph is damaged
     */
    public static List<Path> files(Path path) {
        if (!Files.exists(path)) {
            throw missing(path);
        }
        return switch (kind(path)) {
            case FOLDER -> CheckpointFolder.files(path);
            case ONNX -> GraphReader.files(path);
            case SAFETENSORS -> List.of(path);
        };
    }

    /** SHA-256 of a checkpoint, as the other {@code sha256} gives it, computed anew. */
    public static String sha256(Path path) {
        List<Path> files = files(path);
        return sha256(files, files.stream().map(Sha256::of).toList());
    }

    /**
     * SHA-256 of a checkpoint in lower-case hex, from those of its {@link #files}: that of a single
     * file, or where there are several that of the lines {@code <sha256> <name>} of all, as {@code
     * sha256sum} prints them.
     *
     * @param hashes one for each file
     */
    public static String sha256(List<Path> files, List<String> hashes) {
        if (files.size() == 1) {
            return hashes.getFirst();
        }
        var lines = new StringBuilder();
        for (int i = 0; i < files.size(); i++) {
            lines.append(hashes.get(i)).append("  ");
            lines.append(files.get(i).getFileName()).append('\n');
        }
        return Sha256.of(lines.toString());
    }

    private enum Kind {
        FOLDER,
        SAFETENSORS,
        ONNX
    }

    private static Kind kind(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (Files.isDirectory(path)) {
            return Kind.FOLDER;
        }
        if (name.endsWith(".safetensors")) {
            return Kind.SAFETENSORS;
        }
        if (name.endsWith(".onnx")) {
            return Kind.ONNX;
        }
        throw refused(path, name);
    }

    private static WrongUseException refused(Path path, String name) {
        String rule = "A checkpoint must be a .safetensors or .onnx file or a folder; ";
        if (Conversion.isPickle(name)) {
            return new WrongUseException(
                    rule + path + " is a PyTorch pickle. " + Conversion.ofPickle(path.toString()));
        }
        if (name.endsWith(".gguf")) {
            return new WrongUseException(rule + path + " is GGUF. " + Conversion.ofGguf());
        }
        String hint = name.endsWith(".index.json") ? ". Maybe name the folder of the index." : "";
        return new WrongUseException(rule + "found " + path + hint);
    }

    private static WrongUseException missing(Path path) {
        return new WrongUseException(
                "Checkpoint %s must exist.%s".formatted(path, neighbour(path)));
    }

    private static String neighbour(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "";
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> String.valueOf(file.getFileName())).toList();
            return Suggestions.didYouMean(String.valueOf(path.getFileName()), names);
        } catch (IOException _) {
            return ""; // a hint only
        }
    }
}
