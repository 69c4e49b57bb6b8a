package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Opens checkpoints: a {@code .safetensors} file, a Hugging Face folder (one file or shards with an
 * index), or the initializers of an {@code .onnx} file.
 */
public final class Checkpoints {
    private static final List<String> PICKLES = List.of(".bin", ".pt", ".pth", ".ckpt", ".pkl");
    private static final int BLOCK = 1 << 20;

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
            throw new WrongUseException(
                    "Checkpoint %s must exist.%s".formatted(path, neighbour(path)));
        }
        if (Files.isDirectory(path)) {
            return openFolder(path);
        }
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors")) {
            return MappedCheckpoint.open(path, arena -> SafetensorsReader.read(path, arena));
        }
        throw refused(path, name);
    }

    /**
     * SHA-256 of a file's bytes in lower-case hex. Reads the whole file; callers keep the result by
     * path, size and time of change.
     */
    public static String sha256(Path file) {
        MessageDigest digest = newSha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[BLOCK];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                digest.update(block, 0, n);
            }
        } catch (IOException e) {
            throw new BadDataException("%s must be readable: %s".formatted(file, e), e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static Checkpoint openFolder(Path folder) {
        Path single = folder.resolve("model.safetensors");
        return open(single);
    }

    private static WrongUseException refused(Path path, String name) {
        if (PICKLES.stream().anyMatch(name::endsWith)) {
            return new WrongUseException(
                    "A checkpoint must be .safetensors, .onnx or a folder; %s is a PyTorch pickle. %s"
                            .formatted(path, Conversion.ofPickle(path.toString())));
        }
        return new WrongUseException(
                "A checkpoint must be .safetensors, .onnx or a folder; found " + path);
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
