package dev.merganser.examples.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import dev.merganser.examples.vision.data.LabelledImages;
import dev.merganser.examples.vision.model.Architecture;
import dev.merganser.examples.vision.model.VisionTransformer;
import dev.merganser.examples.vision.model.Weights;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The Gram matrices XᵀX / rows of the inputs of all linear maps (RegMean, arXiv:2212.09849), over
 * all tokens of some images.
 */
public final class GramMatrices {

    private GramMatrices() {}

    /** The upper triangle of each, row by row, under the name of its linear map. */
    public static Weights of(Architecture architecture, Weights body, LabelledImages images) {
        SequencedMap<String, float[]> triangles = new TreeMap<>();
        VisionTransformer backbone =
                VisionTransformer.of(architecture)
                        .observedBy((name, input) -> triangles.put(name, triangle(input)));
        try (NDManager manager = NDManager.newBaseManager()) {
            backbone.features(manager.create(body.values()), Classifier.pixels(images, manager));
        }
        return concat(triangles);
    }

    private static float[] triangle(NDArray input) {
        int width = Math.toIntExact(input.getShape().get(2));
        NDArray rows = input.reshape(-1, width);
        float[] gram = rows.transpose().matMul(rows).div(rows.getShape().get(0)).toFloatArray();
        float[] triangle = new float[width * (width + 1) / 2];
        int at = 0;
        for (int i = 0; i < width; i++) {
            System.arraycopy(gram, i * width + i, triangle, at, width - i);
            at += width - i;
        }
        return triangle;
    }

    private static Weights concat(SequencedMap<String, float[]> triangles) {
        List<TensorInfo> tensors = new ArrayList<>();
        triangles.forEach(
                (name, values) ->
                        tensors.add(new TensorInfo(name, DType.F16, Shape.of(values.length))));
        int elements = triangles.values().stream().mapToInt(values -> values.length).sum();
        float[] all = new float[elements];
        int at = 0;
        for (float[] values : triangles.values()) {
            System.arraycopy(values, 0, all, at, values.length);
            at += values.length;
        }
        return Weights.of(tensors, all);
    }
}
