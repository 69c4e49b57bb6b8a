package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.matrix.Svd;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.TensorMatrix;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * The sums of the task vectors of all tensors, each without what earlier ones have in it already,
 * and the norms of the whole model that they are scaled by.
 */
final class ContinualSums {

    /** What is kept of one tensor: the square of its sum's norm, and those of its task vectors. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Squares(double ofSum, double[] ofVectors) {}

    /** Given up where memory runs short: what is not there any more is added up again. */
    private final Map<String, SoftReference<Matrix>> kept = new HashMap<>();

    private final List<Squares> squares = new ArrayList<>();
    private final Function<MergeTensor, Matrix> adder;
    private long room = Runtime.getRuntime().maxMemory() / 4;

    private ContinualSums(Function<MergeTensor, Matrix> adder) {
        this.adder = adder;
    }

    /** Adds up the task vectors of all tensors, with the help of the first one's workers. */
    static ContinualSums of(List<MergeTensor> tensors) {
        return of(tensors, ContinualSums::sum);
    }

    /** As above, where {@code adder} adds up those of one. */
    static ContinualSums of(List<MergeTensor> tensors, Function<MergeTensor, Matrix> adder) {
        var sums = new ContinualSums(adder);
        var made = new AtomicReferenceArray<Squares>(tensors.size());
        if (!tensors.isEmpty()) {
            tensors.getFirst()
                    .workers()
                    .forEach(tensors.size(), i -> made.set(i, sums.survey(tensors.get(i))));
        }
        for (int i = 0; i < tensors.size(); i++) {
            sums.squares.add(made.get(i));
        }
        return sums;
    }

    private Squares survey(MergeTensor tensor) {
        Squares squares = elementWise(tensor);
        if (!TensorMatrix.isMatrix(tensor.shape())) {
            return squares;
        }
        Matrix sum = TensorMatrix.decomposed("opcm", tensor, () -> added(tensor));
        keep(tensor.name(), sum);
        return new Squares(sum.squaredNorm(), squares.ofVectors());
    }

    private Matrix added(MergeTensor tensor) {
        return TaskMatrices.inRoom(tensor, () -> adder.apply(tensor));
    }

    /** As if all task vectors were added up whole. */
    private static Squares elementWise(MergeTensor tensor) {
        int models = tensor.models().size();
        double[] ofVectors = new double[models];
        double[] ofSum = new double[1];
        tensor.forEachBlock(
                block -> {
                    for (int i = 0; i < block.length(); i++) {
                        double sum = 0;
                        for (int model = 0; model < models; model++) {
                            double delta = (double) block.model(model)[i] - block.base()[i];
                            ofVectors[model] += delta * delta;
                            sum += delta;
                        }
                        ofSum[0] += sum * sum;
                    }
                });
        return new Squares(ofSum[0], ofVectors);
    }

    private synchronized void keep(String tensor, Matrix sum) {
        long bytes = (long) sum.data().length * Double.BYTES;
        if (bytes <= room) {
            room -= bytes;
            kept.put(tensor, new SoftReference<>(sum));
        }
    }

    /** The mean norm of the task vectors of the whole model by that of their sum; 0 for no sum. */
    double scale() {
        double ofSum = squares.stream().mapToDouble(Squares::ofSum).sum();
        int models = squares.isEmpty() ? 0 : squares.getFirst().ofVectors().length;
        double norms = 0;
        for (int model = 0; model < models; model++) {
            int k = model;
            norms += Math.sqrt(squares.stream().mapToDouble(each -> each.ofVectors()[k]).sum());
        }
        return ofSum > 0 ? norms / models / Math.sqrt(ofSum) : 0;
    }

    /** base + scale·sum. */
    FloatSource source(MergeTensor tensor, double scale) {
        if (!TensorMatrix.isMatrix(tensor.shape())) {
            double[] once = new double[tensor.models().size()];
            Arrays.fill(once, 1);
            return TaskMatrices.summed(tensor, scale, once);
        }
        Matrix sum =
                Optional.ofNullable(kept.get(tensor.name()))
                        .map(SoftReference::get)
                        .orElseGet(() -> added(tensor));
        return TaskMatrices.changed(tensor, sum, scale);
    }

    private static Matrix sum(MergeTensor tensor) {
        double alpha = tensor.arguments().number("alpha");
        Matrix sum = TensorMatrix.taskVector(tensor, 0);
        for (int model = 1; model < tensor.models().size(); model++) {
            Matrix vector = TensorMatrix.taskVector(tensor, model);
            sum = sum.plus(vector.minus(present(Svd.of(sum), vector, alpha)));
        }
        return sum;
    }

    /**
     * What of a task vector lies along the singular vectors of what is there already: U·D·Vᵀ, where
     * D has the first rows of the first columns of P = Uᵀ·τ·V, and of the others the diagonal.
     */
    private static Matrix present(Svd there, Matrix vector, double alpha) {
        Svd spanned = there.first(there.rank());
        int first = Math.min(leading(there.values(), alpha), spanned.values().length);
        Matrix u = spanned.u();
        Matrix v = spanned.v();
        Matrix left = u.transposeTimes(vector);
        Matrix block = rows(left, first).times(v.columns(0, first));
        double[] diagonal = diagonal(left, v, first);
        Matrix dropped =
                Matrix.beside(
                        List.of(
                                u.columns(0, first).times(block),
                                u.columns(first, u.columns()).timesDiagonal(diagonal)));
        return dropped.timesTransposed(v);
    }

    private static Matrix rows(Matrix matrix, int count) {
        int columns = matrix.columns();
        return Matrix.of(count, columns, Arrays.copyOf(matrix.data(), count * columns));
    }

    /** The diagonal of the product of two matrices, from one of its elements on. */
    private static double[] diagonal(Matrix a, Matrix b, int from) {
        double[] diagonal = new double[a.rows() - from];
        for (int j = 0; j < b.rows(); j++) {
            for (int i = 0; i < diagonal.length; i++) {
                diagonal[i] += a.get(from + i, j) * b.get(j, from + i);
            }
        }
        return diagonal;
    }

    /** How many of the largest values make up at most that share of their sum. */
    private static int leading(double[] values, double share) {
        double all = 0;
        for (double value : values) {
            all += value;
        }
        double sum = 0;
        int count = 0;
        while (count < values.length && sum + values[count] <= share * all) {
            sum += values[count++];
        }
        return count;
    }
}
