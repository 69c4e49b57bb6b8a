package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.matrix.MemoryRoom;
import dev.merganser.recipes.matrix.Svd;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.TensorMatrix;
import dev.merganser.recipes.method.TensorMethod;
import dev.merganser.recipes.method.taskvector.LargestOfModels;

import java.util.List;

/**
 * {@link Doge} of one tensor, once it is known what is largest in each model.
 *
 * @param descriptor of the method
 */
record DogeMerge(MethodDescriptor descriptor, LargestOfModels largest) implements TensorMethod {

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public FloatSource merge(MergeTensor tensor) {
        if (!TensorMatrix.isMatrix(tensor.shape())) {
            return tensor.base().orElseThrow();
        }
        Matrix subspace = subspace(tensor);
        Matrix merged = MemoryRoom.HEAP.with(doubles(tensor), () -> descended(tensor, subspace));
        return TaskMatrices.changed(tensor, merged, 1);
    }

    /** The task vectors, whole and in blocks, and what is learned from them. */
    private static long doubles(MergeTensor tensor) {
        return (2L * tensor.models().size() + 8) * tensor.elements();
    }

    private Matrix descended(MergeTensor tensor, Matrix subspace) {
        List<Matrix> vectors =
                TaskMatrices.shared(tensor, model -> TensorMatrix.taskVector(tensor, model));
        double[] factors = factors(tensor.arguments(), vectors);
        int steps = (int) tensor.arguments().number("steps");
        Matrix change =
                new ConflictDescent(vectors, factors, subspace).change(steps, tensor.workers());
        return masked(tensor, factors, change);
    }

    /** η / ‖τ‖ times the weight of each; 0 for a task vector of zeros. */
    private static double[] factors(Arguments arguments, List<Matrix> vectors) {
        double[] factors = new double[vectors.size()];
        for (int k = 0; k < factors.length; k++) {
            double norm = Math.sqrt(vectors.get(k).squaredNorm());
            factors[k] =
                    norm > 0 ? arguments.number("weight", k) * arguments.number("eta") / norm : 0;
        }
        return factors;
    }

    /** Orthonormal columns of the subspace that the task vectors share; none where it is empty. */
    private static Matrix subspace(MergeTensor tensor) {
        int rank = TensorMatrix.smallerSide(tensor.shape());
        int wanted = (int) (rank / tensor.arguments().number("subspace"));
        int each = rank / tensor.models().size();
        if (each == 0 || wanted == 0) {
            return Matrix.of(Math.toIntExact(tensor.shape().dims().getFirst()), 0);
        }
        List<Matrix> leading =
                TaskMatrices.ofEach(
                        tensor,
                        model -> {
                            Svd svd = Svd.of(TensorMatrix.taskVector(tensor, model));
                            return svd.u().columns(0, Math.min(each, svd.rank()));
                        });
        return TaskMatrices.inRoom(tensor, () -> largest(Matrix.beside(leading), wanted));
    }

    private static Matrix largest(Matrix all, int count) {
        if (all.columns() == 0) {
            return all;
        }
        Svd shared = Svd.of(all);
        return shared.u().columns(0, Math.min(count, shared.rank()));
    }

    /** Σ λₖ·maskₖ ⊙ (τₖ + Δ). */
    private Matrix masked(MergeTensor tensor, double[] factors, Matrix change) {
        Matrix sum = Matrix.of(change.rows(), change.columns());
        double[] sums = sum.data();
        double[] changes = change.data();
        for (int model = 0; model < factors.length; model++) {
            double factor = factors[model];
            largest.forEachKept(
                    tensor,
                    model,
                    (from, values, count) -> {
                        int start = Math.toIntExact(from);
                        for (int i = 0; i < count; i++) {
                            if (values[i] != 0) {
                                sums[start + i] += factor * (values[i] + changes[start + i]);
                            }
                        }
                    });
        }
        return sum;
    }
}
