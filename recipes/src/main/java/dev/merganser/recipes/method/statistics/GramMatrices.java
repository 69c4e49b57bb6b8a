package dev.merganser.recipes.method.statistics;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.Statistic;
import dev.merganser.recipes.method.Statistics;
import dev.merganser.recipes.method.TensorMatrix;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Gram matrices of the inputs of one layer, one for each model. The file of a model holds that
 * for the tensor {@code a.b.weight} of {@code [out, in]} as {@code a.b}, for one of another name as
 * {@code NAME.gram}: either whole, {@code [in, in]}, or its upper triangle row by row, {@code [in ·
 * (in + 1) / 2]}. Of a tensor with more dimensions all but the first are inputs. So a file may hold
 * Fisher information too, which has the names of the tensors themselves.
 */
final class GramMatrices {

    private static final String WEIGHT = ".weight";
    private static final String GRAM = ".gram";
    private static final String WHAT = "Gram matrix";

    /** Of the largest element, what the halves of a matrix in float16 may differ by. */
    private static final double ASYMMETRY = 1e-2;

    private final List<Statistics> files;
    private final List<Statistic> stored;
    private final long inputs;

    private GramMatrices(List<Statistics> files, List<Statistic> stored, long inputs) {
        this.files = files;
        this.stored = stored;
        this.inputs = inputs;
    }

    /** Those for a tensor; empty where no file has one, or the tensor is no matrix. */
    static Optional<GramMatrices> of(MergeTensor tensor) {
        Shape shape = tensor.shape();
        List<Statistics> files = StatisticsFile.of(tensor);
        if (shape.rank() < 2
                || shape.elements() == 0
                || files.stream().allMatch(file -> file.find(name(file)).isEmpty())) {
            return Optional.empty();
        }
        long inputs = flat(shape).dims().getLast();
        List<Statistic> stored = new ArrayList<>();
        for (Statistics file : files) {
            stored.add(stored(file, inputs));
        }
        return Optional.of(new GramMatrices(files, stored, inputs));
    }

    private static Statistic stored(Statistics file, long inputs) {
        Shape triangle = Shape.of(Math.multiplyExact(inputs, inputs + 1) / 2);
        boolean isTriangle =
                file.find(name(file)).filter(gram -> gram.shape().equals(triangle)).isPresent();
        return file.require(name(file), isTriangle ? triangle : Shape.of(inputs, inputs), WHAT);
    }

    private static String name(Statistics file) {
        String tensor = file.tensor();
        return tensor.endsWith(WEIGHT)
                ? tensor.substring(0, tensor.length() - WEIGHT.length())
                : tensor + GRAM;
    }

    /** The shape of a tensor seen as a matrix, {@code [out, in]}. */
    static Shape flat(Shape shape) {
        long rows = shape.dims().getFirst();
        return Shape.of(rows, shape.elements() / rows);
    }

    /**
     * Refuses files that have some of the Gram matrices of a layer, and not those of all models or
     * of another shape, and files that have none at all.
     */
    static void check(List<MergeTensor> tensors) {
        boolean found = false;
        for (MergeTensor tensor : tensors) {
            found |= of(tensor).isPresent();
        }
        Optional<MergeTensor> first =
                tensors.stream().filter(tensor -> tensor.shape().rank() >= 2).findFirst();
        if (!found && first.isPresent()) {
            stored(
                    StatisticsFile.of(first.get()).getFirst(),
                    flat(first.get().shape()).dims().getLast());
        }
    }

    /** The matrix of one model, the elements beside its diagonal times a factor. */
    Matrix of(int model, double offDiagonal) {
        Matrix gram = whole(model);
        int n = gram.rows();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (i != j) {
                    gram.set(i, j, gram.get(i, j) * offDiagonal);
                }
            }
        }
        return gram;
    }

    private Matrix whole(int model) {
        Statistic gram = stored.get(model);
        Matrix matrix =
                gram.shape().rank() == 1
                        ? unfolded(gram.values())
                        : TensorMatrix.of(gram.values(), gram.shape());
        checkFinite(model, matrix);
        double largest = largestOfDiagonal(model, matrix);
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < i; j++) {
                mirror(model, matrix, i, j, largest);
            }
        }
        return matrix;
    }

    private void checkFinite(int model, Matrix matrix) {
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                if (!Double.isFinite(matrix.get(i, j))) {
                    throw refused(
                            model,
                            "finite, found %s at [%d, %d]".formatted(matrix.get(i, j), i, j));
                }
            }
        }
    }

    private double largestOfDiagonal(int model, Matrix matrix) {
        double largest = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            double square = matrix.get(i, i);
            if (!(square >= 0)) {
                throw refused(
                        model,
                        "at least 0 on the diagonal, found %s in row %d".formatted(square, i));
            }
            largest = Math.max(largest, square);
        }
        return largest;
    }

    /** Rounding may have made two halves of a matrix a little different. */
    private void mirror(int model, Matrix matrix, int i, int j, double largest) {
        double one = matrix.get(i, j);
        double other = matrix.get(j, i);
        if (!(Math.abs(one - other) <= ASYMMETRY * largest)) {
            throw refused(
                    model,
                    "symmetric, found %s at [%d, %d] and %s across".formatted(one, i, j, other));
        }
        double mean = (one + other) / 2;
        matrix.set(i, j, mean);
        matrix.set(j, i, mean);
    }

    private BadDataException refused(int model, String rule) {
        Statistics file = files.get(model);
        return new BadDataException(
                "Statistics %s must hold a Gram matrix '%s' that is %s."
                        .formatted(file.file(), name(file), rule));
    }

    /** The upper triangle and its mirror image. */
    private Matrix unfolded(FloatSource triangle) {
        int n = Math.toIntExact(inputs);
        Matrix matrix = Matrix.of(n, n);
        float[] row = new float[n];
        long from = 0;
        for (int i = 0; i < n; i++) {
            triangle.read(from, row, n - i);
            for (int j = i; j < n; j++) {
                matrix.set(i, j, row[j - i]);
                matrix.set(j, i, row[j - i]);
            }
            from += n - i;
        }
        return matrix;
    }
}
