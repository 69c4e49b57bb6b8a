package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.matrix.Matrix;
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
        List<Matrix> vectors =
                TaskMatrices.ofEach(tensor, model -> TensorMatrix.taskVector(tensor, model));
        double[] factors = factors(tensor.arguments(), vectors);
        int steps = (int) tensor.arguments().number("steps");
        Matrix change =
                new ConflictDescent(vectors, factors, subspace(tensor, vectors))
                        .change(steps, tensor.workers());
        return TaskMatrices.changed(tensor, masked(tensor, factors, change), 1);
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
    private static Matrix subspace(MergeTensor tensor, List<Matrix> vectors) {
        int rank = vectors.getFirst().smallerSide();
        int wanted = (int) (rank / tensor.arguments().number("subspace"));
        int each = rank / vectors.size();
        if (each == 0 || wanted == 0) {
            return Matrix.of(vectors.getFirst().rows(), 0);
        }
        List<Matrix> leading =
                TaskMatrices.ofEach(
                        tensor,
                        model -> {
                            Svd svd = Svd.of(vectors.get(model));
                            return svd.u().columns(0, Math.min(each, svd.rank()));
                        });
        Matrix all = Matrix.beside(leading);
        if (all.columns() == 0) {
            return all;
        }
        Svd shared = Svd.of(all);
        return shared.u().columns(0, Math.min(wanted, shared.rank()));
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
