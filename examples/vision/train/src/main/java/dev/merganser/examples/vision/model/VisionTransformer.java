package dev.merganser.examples.vision.model;

import static dev.merganser.examples.vision.model.Architecture.EPSILON;
import static dev.merganser.examples.vision.model.Architecture.PIXEL_MEAN;
import static dev.merganser.examples.vision.model.Architecture.PIXEL_SPREAD;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The forward pass in DJL, differentiable with respect to one array that holds all weights. Arrays
 * that it makes belong to the manager of its arguments.
 */
public final class VisionTransformer {

    private final Architecture architecture;
    private final BiConsumer<String, NDArray> observer;

    private VisionTransformer(Architecture architecture, BiConsumer<String, NDArray> observer) {
        this.architecture = architecture;
        this.observer = observer;
    }

    public static VisionTransformer of(Architecture architecture) {
        return new VisionTransformer(architecture, (_, _) -> {});
    }

    /**
     * This transformer, telling each linear map and its input {@code [batch, tokens, in]} as it is
     * computed.
     */
    public VisionTransformer observedBy(BiConsumer<String, NDArray> inputs) {
        return new VisionTransformer(architecture, inputs);
    }

    /**
     * Features of a batch of images.
     *
     * @param weights all values in the order of {@link Architecture#tensors()}
     * @param images {@code [batch, 28, 28]} from 0 to 1
     * @return {@code [batch, hidden]}
     */
    public NDArray features(NDArray weights, NDArray images) {
        Map<String, NDArray> tensors = split(weights);
        NDArray state = embed(tensors, images);
        for (int layer = 0; layer < architecture.layers(); layer++) {
            String prefix = "layers." + layer + ".";
            state = state.add(attention(tensors, prefix + "attention.", state));
            state = state.add(mlp(tensors, prefix + "mlp.", state));
        }
        return norm(tensors, "norm", state).mean(new int[] {1});
    }

    private Map<String, NDArray> split(NDArray weights) {
        var layout = architecture.tensors();
        NDList parts =
                weights.split(
                        boundaries(layout.stream().mapToLong(t -> t.shape().elements()).toArray()));
        var tensors = new HashMap<String, NDArray>();
        for (int i = 0; i < layout.size(); i++) {
            List<Long> dims = layout.get(i).shape().dims();
            tensors.put(layout.get(i).name(), parts.get(i).reshape(new Shape(dims)));
        }
        return tensors;
    }

    private static long[] boundaries(long[] lengths) {
        long[] starts = new long[lengths.length - 1];
        long sum = 0;
        for (int i = 0; i < starts.length; i++) {
            sum += lengths[i];
            starts[i] = sum;
        }
        return starts;
    }

    private NDArray embed(Map<String, NDArray> tensors, NDArray images) {
        int grid = architecture.grid();
        int patch = architecture.patch();
        NDArray patches =
                images.sub(PIXEL_MEAN)
                        .div(PIXEL_SPREAD)
                        .reshape(-1, grid, patch, grid, patch)
                        .transpose(0, 1, 3, 2, 4)
                        .reshape(-1, architecture.tokens(), (long) patch * patch);
        return linear(tensors, "patch", patches).add(tensors.get("position"));
    }

    private NDArray attention(Map<String, NDArray> tensors, String prefix, NDArray state) {
        NDArray normed = norm(tensors, prefix + "norm", state);
        NDArray query = heads(linear(tensors, prefix + "query", normed));
        NDArray key = heads(linear(tensors, prefix + "key", normed));
        NDArray value = heads(linear(tensors, prefix + "value", normed));
        double scale = 1 / Math.sqrt(architecture.headWidth());
        NDArray scores = query.matMul(key.transpose(0, 1, 3, 2)).mul(scale).softmax(-1);
        NDArray mixed =
                scores.matMul(value)
                        .transpose(0, 2, 1, 3)
                        .reshape(-1, architecture.tokens(), architecture.hidden());
        return linear(tensors, prefix + "output", mixed);
    }

    private NDArray heads(NDArray state) {
        return state.reshape(
                        -1, architecture.tokens(), architecture.heads(), architecture.headWidth())
                .transpose(0, 2, 1, 3);
    }

    private NDArray mlp(Map<String, NDArray> tensors, String prefix, NDArray state) {
        NDArray normed = norm(tensors, prefix + "norm", state);
        NDArray up = Activation.relu(linear(tensors, prefix + "up", normed));
        return linear(tensors, prefix + "down", up);
    }

    private NDArray linear(Map<String, NDArray> tensors, String name, NDArray input) {
        observer.accept(name, input);
        return Linear.linear(
                        input, tensor(tensors, name + ".weight"), tensor(tensors, name + ".bias"))
                .singletonOrThrow();
    }

    private NDArray norm(Map<String, NDArray> tensors, String name, NDArray input) {
        return LayerNorm.layerNorm(
                        input,
                        new Shape(architecture.hidden()),
                        tensor(tensors, name + ".weight"),
                        tensor(tensors, name + ".bias"),
                        EPSILON)
                .singletonOrThrow();
    }

    private static NDArray tensor(Map<String, NDArray> tensors, String name) {
        NDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("No tensor '" + name + "'");
        }
        return tensor;
    }
}
