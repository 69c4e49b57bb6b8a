package dev.merganser.recipes.method;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.tensor.Shape;

import java.util.function.Supplier;

/** Tensors with two dimensions as matrices, {@code [rows, columns]} as stored. */
public final class TensorMatrix {
    private static final int PIECE = 1 << 12;

    private TensorMatrix() {}

    /** Whether a tensor has two dimensions, neither of them 0. */
    public static boolean isMatrix(Shape shape) {
        return shape.rank() == 2 && shape.elements() > 0;
    }

    /** The smaller of two dimensions: how many singular values there are. */
    public static int smallerSide(Shape shape) {
        return Math.toIntExact(Math.min(shape.dims().get(0), shape.dims().get(1)));
    }

    /** All values of a tensor, widened. The shape has two dimensions. */
    public static Matrix of(FloatSource source, Shape shape) {
        Matrix matrix = zeros(shape);
        double[] data = matrix.data();
        float[] piece = new float[PIECE];
        for (int from = 0; from < data.length; from += PIECE) {
            int count = Math.min(PIECE, data.length - from);
            source.read(from, piece, count);
            for (int i = 0; i < count; i++) {
                data[from + i] = piece[i];
            }
        }
        return matrix;
    }

    /**
     * The task vector of one model, its values less those of the base. {@link BadDataException}
     * where either holds NaN or an infinity, which no decomposition could deal with.
     *
     * @param tensor has two dimensions and a base
     */
    public static Matrix taskVector(MergeTensor tensor, int model) {
        Matrix matrix = zeros(tensor.shape());
        double[] data = matrix.data();
        FloatSource base = tensor.base().orElseThrow();
        float[] ofBase = new float[PIECE];
        float[] ofModel = new float[PIECE];
        for (int from = 0; from < data.length; from += PIECE) {
            int count = Math.min(PIECE, data.length - from);
            base.read(from, ofBase, count);
            tensor.models().get(model).read(from, ofModel, count);
            for (int i = 0; i < count; i++) {
                data[from + i] = (double) ofModel[i] - ofBase[i];
            }
        }
        checkFinite(tensor, model, data);
        return matrix;
    }

    /**
     * All values of a tensor of one model, widened. {@link BadDataException} where one is NaN or
     * infinite.
     *
     * @param shape two dimensions as which the tensor is seen
     */
    public static Matrix ofModel(MergeTensor tensor, int model, Shape shape) {
        Matrix matrix = of(tensor.models().get(model), shape);
        double[] data = matrix.data();
        for (int i = 0; i < data.length; i++) {
            if (!Double.isFinite(data[i])) {
                throw new BadDataException(
                        "Tensor '%s' of model %d must hold finite numbers; its element %d is %s."
                                .formatted(tensor.name(), model + 1, i, data[i]));
            }
        }
        return matrix;
    }

    /** Says of which tensor it is that a matrix cannot be decomposed. */
    public static <T> T decomposed(String method, MergeTensor tensor, Supplier<T> work) {
        try {
            return work.get();
        } catch (ArithmeticException e) {
            throw new BadDataException(
                    "Tensor '%s' cannot be merged by %s: %s. Maybe a weight is too large."
                            .formatted(tensor.name(), method, e.getMessage()),
                    e);
        }
    }

    private static void checkFinite(MergeTensor tensor, int model, double[] data) {
        for (int i = 0; i < data.length; i++) {
            if (!Double.isFinite(data[i])) {
                throw new BadDataException(
                        "Tensor '%s' of model %d and of the base model must hold finite numbers; the difference of their elements %d is %s."
                                .formatted(tensor.name(), model + 1, i, data[i]));
            }
        }
    }

    private static Matrix zeros(Shape shape) {
        if (shape.rank() != 2) {
            throw new IllegalArgumentException("A matrix has two dimensions, found " + shape);
        }
        if (shape.elements() > Integer.MAX_VALUE - 8) {
            throw new BadDataException(
                    "A tensor that is decomposed must have at most 2147483639 elements, found shape %s."
                            .formatted(shape));
        }
        return Matrix.of(
                Math.toIntExact(shape.dims().get(0)), Math.toIntExact(shape.dims().get(1)));
    }
}
