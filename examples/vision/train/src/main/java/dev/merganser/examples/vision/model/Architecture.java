package dev.merganser.examples.vision.model;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of a pre-norm vision transformer without class token, and the tensors that follow from
 * them. Matrices are {@code [out, in]}.
 *
 * @param patch side of a square patch; the image's side is a multiple of it
 * @param hidden width of the hidden state, a multiple of {@code heads}
 */
public record Architecture(int side, int patch, int hidden, int heads, int layers, int mlp) {

    /** What the normalisations add to the variance. */
    public static final float EPSILON = 1e-5f;

    /** Pixels from 0 to 1 are shifted by this, then divided by {@link #PIXEL_SPREAD}. */
    public static final float PIXEL_MEAN = 0.2f;

    /** See {@link #PIXEL_MEAN}. */
    public static final float PIXEL_SPREAD = 0.35f;

    public Architecture {
        if (side % patch != 0 || hidden % heads != 0) {
            throw new IllegalArgumentException(
                    "Patches must fill the image and heads the width, found side %d, patch %d, hidden %d, heads %d"
                            .formatted(side, patch, hidden, heads));
        }
    }

    /** The bundled family: 16 tokens, 98,064 parameters. */
    public static Architecture bundled() {
        return new Architecture(28, 7, 48, 4, 5, 96);
    }

    /** Patches along one side. */
    public int grid() {
        return side / patch;
    }

    public int tokens() {
        return grid() * grid();
    }

    public int headWidth() {
        return hidden / heads;
    }

    /** Every tensor of the backbone, in the order of the forward pass. */
    public List<TensorInfo> tensors() {
        var tensors = new ArrayList<TensorInfo>();
        tensors.add(tensor("patch.weight", hidden, (long) patch * patch));
        tensors.add(tensor("patch.bias", hidden));
        tensors.add(tensor("position", tokens(), hidden));
        for (int layer = 0; layer < layers; layer++) {
            addLayer(tensors, "layers." + layer + ".");
        }
        addNorm(tensors, "norm");
        return List.copyOf(tensors);
    }

    /** Elements of all tensors together. */
    public int parameters() {
        return Math.toIntExact(tensors().stream().mapToLong(t -> t.shape().elements()).sum());
    }

    private void addLayer(List<TensorInfo> tensors, String prefix) {
        addNorm(tensors, prefix + "attention.norm");
        for (String projection : List.of("query", "key", "value", "output")) {
            addLinear(tensors, prefix + "attention." + projection, hidden, hidden);
        }
        addNorm(tensors, prefix + "mlp.norm");
        addLinear(tensors, prefix + "mlp.up", mlp, hidden);
        addLinear(tensors, prefix + "mlp.down", hidden, mlp);
    }

    private void addNorm(List<TensorInfo> tensors, String name) {
        tensors.add(tensor(name + ".weight", hidden));
        tensors.add(tensor(name + ".bias", hidden));
    }

    private static void addLinear(List<TensorInfo> tensors, String name, int out, int in) {
        tensors.add(tensor(name + ".weight", out, in));
        tensors.add(tensor(name + ".bias", out));
    }

    private static TensorInfo tensor(String name, long... dims) {
        return new TensorInfo(name, DType.F32, Shape.of(dims));
    }
}
