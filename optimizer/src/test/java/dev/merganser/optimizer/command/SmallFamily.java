package dev.merganser.optimizer.command;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The bundled models with a few of their items, so that a search takes a second: a folder with
 * {@code search.yml} and {@code tasks/*.yml}.
 *
 * @param folder where the files are
 */
record SmallFamily(Path folder) {

    static final List<String> TASKS = List.of("digits", "fashion", "doodles");
    private static final List<String> SPLITS = List.of("search", "validation", "test");
    private static final int ITEMS = 24;

    /** Makes the folder. */
    static SmallFamily in(Path folder) {
        var family = new SmallFamily(folder);
        for (String task : TASKS) {
            SPLITS.forEach(split -> family.copyItems(task, split));
            family.write("tasks/" + task + ".yml", taskText(task));
        }
        family.write("search.yml", family.searchText());
        return family;
    }

    Path search() {
        return folder.resolve("search.yml");
    }

    Path task(String name) {
        return folder.resolve("tasks/" + name + ".yml");
    }

    /** Writes a file of the folder and returns its path. */
    Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A search file with one thing said differently. */
    Path searchWith(String name, String old, String changed) {
        String text = searchText();
        if (!text.contains(old)) {
            throw new IllegalArgumentException("search.yml must contain '" + old + "'");
        }
        return write(name, text.replace(old, changed));
    }

    String searchText() {
        return searchText(
                "{kind: parameter, method: [task_arithmetic, ties], granularity: layer, weight: [0.0, 1.5], density: [0.1, 1.0]}",
                "{algorithm: portfolio, population: 8, seed: 1, lag: 4}",
                12);
    }

    /** The same with another space, search and budget. */
    String searchText(String space, String search, int evaluations) {
        return """
               models:
                 base: %1$s/base.safetensors
                 experts:
                   digits: %1$s/experts/digits.safetensors
                   fashion: %1$s/experts/fashion.safetensors
                   doodles: %1$s/experts/doodles.safetensors
               graph: %1$s/graph.onnx
               tasks: {digits: tasks/digits.yml, fashion: tasks/fashion.yml, doodles: tasks/doodles.yml}
               objectives:
                 - {task: digits, metric: nll}
                 - {task: fashion, metric: nll}
                 - {task: doodles, metric: nll}
               measures:
                 - {task: digits, metric: accuracy}
               space: %2$s
               search: %3$s
               budget: {evaluations: %4$d}
               runtime: {threads: 2}
               """
                .formatted(Bundled.FAMILY, space, search, evaluations);
    }

    private static String taskText(String task) {
        var text = new StringBuilder("kind: classification\ndata:\n");
        for (String split : SPLITS) {
            text.append(
                    "  %2$s: {images: ../data/%1$s-%2$s-images.idx, labels: ../data/%1$s-%2$s-labels.idx}%n"
                            .formatted(task, split));
        }
        return text.append("head: %s/heads/%s.safetensors%n".formatted(Bundled.FAMILY, task))
                .append("metrics: [nll, accuracy]\n")
                .toString();
    }

    private void copyItems(String task, String split) {
        copyHead(task, split + "-images", 16, 28 * 28);
        copyHead(task, split + "-labels", 8, 1);
    }

    /** The first items of a bundled IDX file, unpacked, with their number in its header. */
    private void copyHead(String task, String name, int headerBytes, int itemBytes) {
        String kind = name.endsWith("images") ? ".idx3-ubyte.gz" : ".idx1-ubyte.gz";
        Path source = Bundled.FAMILY.resolve("data").resolve(task).resolve(name + kind);
        Path target = folder.resolve("data").resolve(task + "-" + name + ".idx");
        try (var input = new DataInputStream(new GZIPInputStream(Files.newInputStream(source)))) {
            byte[] bytes = new byte[headerBytes + ITEMS * itemBytes];
            input.readFully(bytes);
            ByteBuffer.wrap(bytes).putInt(4, ITEMS);
            Files.createDirectories(target.getParent());
            Files.write(target, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
