package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.error.WrongUseException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder as Hugging Face lays it out: {@code model.safetensors}, or shards with an index. Where
 * both are there, the single file counts, as in the transformers library.
 */
final class CheckpointFolder {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    private CheckpointFolder() {}

    /** Opens what the folder holds; its path is the folder. */
    static Checkpoint open(Path folder) {
        Path single = folder.resolve(SINGLE);
        if (Files.isRegularFile(single)) {
            return MappedCheckpoint.open(folder, files -> SafetensorsReader.read(single, files));
        }
        if (Files.isRegularFile(folder.resolve(INDEX))) {
            return MappedCheckpoint.open(folder, files -> ShardedReader.read(folder, files));
        }
        throw nothing(folder);
    }

    /** The files that the checkpoint consists of. */
    static List<Path> files(Path folder) {
        Path single = folder.resolve(SINGLE);
        if (Files.isRegularFile(single)) {
            return List.of(single);
        }
        Path index = folder.resolve(INDEX);
        if (Files.isRegularFile(index)) {
            var shards = ShardIndex.read(index).shards().stream().map(folder::resolve);
            return Stream.concat(Stream.of(index), shards).toList();
        }
        throw nothing(folder);
    }

    private static WrongUseException nothing(Path folder) {
        return new WrongUseException(
                "Folder %s must hold %s or %s.%s".formatted(folder, SINGLE, INDEX, hint(folder)));
    }

    private static String hint(Path folder) {
        if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            return " Maybe you lack the permission to read it.";
        }
        List<String> names = names(folder);
        if (names.contains("adapter_model.safetensors")) {
            return " It holds a LoRA adapter. Maybe write BASE+ADAPTER, which applies it to its base.";
        }
        if (names.contains(SINGLE)) {
            return " Its %s is a link to nothing. Maybe the download was cut short."
                    .formatted(SINGLE);
        }
        return first(names, name -> name.endsWith(".safetensors") || name.endsWith(".onnx"))
                .map(name -> " Maybe name the file itself: " + folder.resolve(name))
                .or(
                        () ->
                                first(names, Conversion::isPickle)
                                        .map(folder::resolve)
                                        .map(file -> " " + Conversion.ofPickle(file.toString())))
                .orElse("");
    }

    private static Optional<String> first(List<String> names, Predicate<String> which) {
        return names.stream().filter(which).findFirst();
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        } catch (IOException _) {
            return List.of(); // for a hint only
        }
    }
}
