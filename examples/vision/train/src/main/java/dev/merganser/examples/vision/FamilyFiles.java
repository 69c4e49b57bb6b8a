package dev.merganser.examples.vision;

import dev.merganser.examples.vision.data.IdxFiles;
import dev.merganser.examples.vision.data.TaskImages;
import dev.merganser.examples.vision.data.VisionData;
import dev.merganser.examples.vision.model.Architecture;
import dev.merganser.examples.vision.model.InferenceGraph;
import dev.merganser.examples.vision.model.Weights;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes what the example ships: images, models, heads and the inference graph. */
final class FamilyFiles {

    private final Path folder;

    FamilyFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes {@code data/TASK/SPLIT-….gz} for the three splits of each task. */
    void write(VisionData data) throws IOException {
        for (TaskImages task : data.tasks()) {
            Path images = folder.resolve("data").resolve(task.task());
            for (var split : task.splits().entrySet()) {
                IdxFiles.write(split.getValue(), images, split.getKey());
            }
        }
    }

    /**
     * Writes the checkpoints (float16), the heads (float32) and the graph with the base's weights.
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

    private Path file(String kind, String task) {
        return folder.resolve(kind).resolve(task + ".safetensors");
    }

    private static void write(Weights weights, DType dtype, Path out) {
        List<TensorInfo> stored =
                weights.tensors().stream()
                        .map(tensor -> new TensorInfo(tensor.name(), dtype, tensor.shape()))
                        .toList();
        SafetensorsWriter.write(
                out,
                Map.of("format", "pt"),
                stored,
                (info, data) -> {
                    float[] values = weights.tensor(info.name());
                    Floats.encode(dtype, values, 0, values.length, data, 0);
                });
    }
}
