package dev.merganser.examples.vision;

import dev.merganser.examples.vision.data.IdxFiles;
import dev.merganser.examples.vision.data.LabelledImages;
import dev.merganser.examples.vision.data.TaskImages;
import dev.merganser.examples.vision.model.Architecture;
import dev.merganser.examples.vision.model.InferenceGraph;
import dev.merganser.examples.vision.model.Weights;
import dev.merganser.examples.vision.training.FisherInformation;
import dev.merganser.examples.vision.training.GramMatrices;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes what the example ships: images, models, heads, the inference graph and statistics. */
final class FamilyFiles {

    private static final List<String> TASKS = List.of("digits", "fashion", "doodles");

    private final Path folder;

    FamilyFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes {@code data/TASK/SPLIT-….gz} for the three splits of each task. */
    void write(List<TaskImages> tasks) throws IOException {
        for (TaskImages task : tasks) {
            Path images = folder.resolve("data").resolve(task.task());
            for (var split : task.splits().entrySet()) {
                IdxFiles.write(split.getValue(), images, split.getKey());
            }
        }
    }

    /**
     * Writes the checkpoints (float16), the heads (float32) and, last, the graph with the base's
     * weights: where it is, the family is whole.
     */
    void write(Architecture architecture, Family family) throws IOException {
        Files.createDirectories(folder.resolve("experts"));
        Files.createDirectories(folder.resolve("heads"));
        write(family.base(), DType.F16, folder.resolve("base.safetensors"));
        for (var expert : family.experts().entrySet()) {
            write(expert.getValue(), DType.F16, file("experts", expert.getKey()));
        }
        for (var head : family.heads().entrySet()) {
            write(head.getValue(), DType.F32, file("heads", head.getKey()));
        }
        GraphWriter.write(
                InferenceGraph.of(architecture, family.base()), folder.resolve("graph.onnx"));
    }

    /** The base, as it was written. */
    Weights base() {
        return read(folder.resolve("base.safetensors"));
    }

    /** The head of a task, as it was written. */
    Weights head(String task) {
        return read(file("heads", task));
    }

    /**
     * Writes {@code statistics/TASK.safetensors} for each task: of the expert on the images of the
     * search split its Fisher information (bfloat16: it spans many orders of magnitude) under the
     * names of its tensors, and the Gram matrices of its linear maps (float16) under their names.
     */
    void writeStatistics(Architecture architecture) throws IOException {
        Files.createDirectories(folder.resolve("statistics"));
        for (String task : TASKS) {
            Weights expert = read(file("experts", task));
            LabelledImages images = searchImages(task);
            Weights fisher = FisherInformation.of(architecture, expert, head(task), images);
            Weights grams = GramMatrices.of(architecture, expert, images);
            List<TensorInfo> stored = new ArrayList<>(typed(fisher, DType.BF16));
            stored.addAll(typed(grams, DType.F16));
            write(
                    stored,
                    info -> (info.dtype() == DType.BF16 ? fisher : grams).tensor(info.name()),
                    file("statistics", task));
        }
    }

    private LabelledImages searchImages(String task) throws IOException {
        Path images = folder.resolve("data").resolve(task);
        return IdxFiles.read(
                images.resolve("search-images.idx3-ubyte.gz"),
                images.resolve("search-labels.idx1-ubyte.gz"));
    }

    private static Weights read(Path file) {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            long elements =
                    checkpoint.tensors().stream().mapToLong(t -> t.shape().elements()).sum();
            float[] values = new float[Math.toIntExact(elements)];
            int at = 0;
            for (TensorInfo info : checkpoint.tensors()) {
                int count = Math.toIntExact(info.shape().elements());
                Floats.decode(
                        info.dtype(), checkpoint.tensor(info.name()).data(), 0, values, at, count);
                at += count;
            }
            return Weights.of(checkpoint.tensors(), values);
        }
    }

    private Path file(String kind, String name) {
        return folder.resolve(kind).resolve(name + ".safetensors");
    }

    private static void write(Weights weights, DType dtype, Path out) {
        write(typed(weights, dtype), info -> weights.tensor(info.name()), out);
    }

    private static List<TensorInfo> typed(Weights weights, DType dtype) {
        return weights.tensors().stream()
                .map(tensor -> new TensorInfo(tensor.name(), dtype, tensor.shape()))
                .toList();
    }

    private static void write(
            List<TensorInfo> stored, Function<TensorInfo, float[]> values, Path out) {
        SafetensorsWriter.write(
                out,
                Map.of("format", "pt"),
                stored,
                (info, data) -> {
                    float[] all = values.apply(info);
                    Floats.encode(info.dtype(), all, 0, all.length, data, 0);
                });
    }
}
