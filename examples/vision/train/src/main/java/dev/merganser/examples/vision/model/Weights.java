package dev.merganser.examples.vision.model;

import dev.merganser.recipes.tensor.TensorInfo;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** The values of several tensors in one array, one tensor behind the other. Immutable. */
public final class Weights {

    private final List<TensorInfo> tensors;
    private final float[] values;

    private Weights(List<TensorInfo> tensors, float[] values) {
        this.tensors = List.copyOf(tensors);
        this.values = values;
    }

    /** Copies the values, which are those of the tensors in order. */
    public static Weights of(List<TensorInfo> tensors, float[] values) {
        long elements = tensors.stream().mapToLong(t -> t.shape().elements()).sum();
        if (elements != values.length) {
            throw new IllegalArgumentException(
                    "The tensors need %d values, found %d".formatted(elements, values.length));
        }
        return new Weights(tensors, values.clone());
    }

    /**
     * A start for training: normal with standard deviation {@code 1 / sqrt(in)} for matrices {@code
     * [out, in]}, .02 for tables, ones for the weights of normalisations, else zero.
     */
    public static Weights initial(List<TensorInfo> tensors, RandomGenerator random) {
        long elements = tensors.stream().mapToLong(t -> t.shape().elements()).sum();
        float[] values = new float[Math.toIntExact(elements)];
        int position = 0;
        for (TensorInfo tensor : tensors) {
            int end = position + Math.toIntExact(tensor.shape().elements());
            boolean isMatrix = tensor.shape().rank() == 2;
            boolean isWeight = tensor.name().endsWith("weight");
            double spread = isWeight ? 1 / Math.sqrt(tensor.shape().dims().getLast()) : 0.02;
            for (int i = position; i < end; i++) {
                values[i] =
                        isMatrix ? (float) (random.nextGaussian() * spread) : isWeight ? 1f : 0f;
            }
            position = end;
        }
        return new Weights(tensors, values);
    }

    /** Names, types and shapes, in the order of the values. */
    public List<TensorInfo> tensors() {
        return tensors;
    }

    /** A copy of all values. */
    public float[] values() {
        return values.clone();
    }

    /** A copy of one tensor's values, row by row. */
    public float[] tensor(String name) {
        int position = 0;
        for (TensorInfo tensor : tensors) {
            int end = position + Math.toIntExact(tensor.shape().elements());
            if (tensor.name().equals(name)) {
                return Arrays.copyOfRange(values, position, end);
            }
            position = end;
        }
        throw new IllegalArgumentException("There is no tensor '" + name + "'");
    }

    /** The same tensors with each value rounded to float16 and back, as the files hold them. */
    public Weights roundedToHalf() {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
        }
        return new Weights(tensors, rounded);
    }
}
