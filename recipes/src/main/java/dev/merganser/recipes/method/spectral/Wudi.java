package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorMethod;

import java.util.Arrays;
import java.util.List;

/**
 * WUDI, merging without interference (arXiv:2503.08099).
 *
 * <ol>
 *   <li>A merged task vector θ interferes with task k by what (θ − τₖ) makes of that layer's
 *       inputs. The rows of τₖ are sums of such inputs, so they stand for them: the loss is Σ ‖(θ −
 *       τₖ)·τₖᵀ‖² / ‖τₖ‖².
 *   <li>Begin with θ = Σ τₖ and go downhill: {@code adam} takes so many {@code steps} of Adam with
 *       rate 10⁻⁵, as the authors do; {@code closed_form} goes to the very bottom.
 *   <li>The merged matrix is base + θ.
 * </ol>
 *
 * <p>The bottom is D·C⁻¹ with C = Σ τₖᵀτₖ / ‖τₖ‖², D = Σ τₖτₖᵀτₖ / ‖τₖ‖². Where C has no inverse,
 * the task vectors having fewer independent rows than columns, the minima are many; taken is the
 * one nearest to Σ τₖ, by the pseudo-inverse of C, with eigenvalues up to 10⁻¹⁰ of the largest
 * counted as 0. It can lie far away where C is nearly singular: {@code swudi} goes less far there.
 *
 * <p>Matrices are {@code [outputs, inputs]}, as PyTorch stores linear layers; transposed ones, such
 * as those of MatMul nodes of ONNX graphs, count outputs for inputs. Tensors without two dimensions
 * take the mean of their task vectors.
 */
public final class Wudi implements TensorMethod {
    private static final double RATE = 1e-5;
    private static final int ROWS = 64;
    private static final String ADAM = "adam";
    private static final String CLOSED_FORM = "closed_form";
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "wudi",
                            "Base plus the task vector that interferes least with those of the models",
                            "WUDI, arXiv:2503.08099",
                            BaseUse.REQUIRED,
                            List.of(
                                    TaskMatrices.WEIGHT,
                                    ParameterSpec.text(
                                                    "solver",
                                                    Scope.GLOBAL,
                                                    List.of(ADAM, CLOSED_FORM),
                                                    "the authors' steps downhill, or the minimum itself")
                                            .orElse(CLOSED_FORM),
                                    ParameterSpec.whole("steps", Scope.GLOBAL, "steps of adam")
                                            .between(0, 100_000)
                                            .orElse(300)))
                    .explained(
                            "b + θ, θ the minimum of Σ ‖(θ − δᵢ) δᵢᵀ‖² / ‖δᵢ‖² that is nearest to Σ δᵢ, or so many `steps` from there towards it",
                            "The minimum is D C⁺ with C = Σ δᵢᵀδᵢ / ‖δᵢ‖² and D = Σ δᵢδᵢᵀδᵢ / ‖δᵢ‖². δᵢ is each model's task vector times its weight, a matrix of `[outputs, inputs]`. Tensors without two dimensions: the mean of the δᵢ.")
                    .costing(
                            "the eigenvalues of each matrix's C; with `adam` a product with C for each step");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public FloatSource merge(MergeTensor tensor) {
        return Interference.merged(
                tensor,
                tensor.arguments().text("solver").equals(ADAM)
                        ? interference -> stepped(tensor, interference)
                        : interference -> interference.descended(Wudi::all));
    }

    private static double[] all(double[] eigenvalues) {
        double[] shares = new double[eigenvalues.length];
        Arrays.fill(shares, 1);
        return shares;
    }

    /** Rows have nothing to do with each other, so blocks of them go downhill side by side. */
    private static Matrix stepped(MergeTensor tensor, Interference interference) {
        int steps = (int) tensor.arguments().number("steps");
        Matrix sum = interference.sum();
        Matrix target = interference.target();
        double[] merged = sum.data().clone();
        tensor.workers()
                .forEach(
                        Math.ceilDiv(sum.rows(), ROWS),
                        block -> {
                            int first = block * ROWS;
                            int last = Math.min(first + ROWS, sum.rows());
                            double[] rows = rows(sum, first, last);
                            double[] aims = rows(target, first, last);
                            descend(rows, aims, interference, steps);
                            System.arraycopy(rows, 0, merged, first * sum.columns(), rows.length);
                        });
        return Matrix.of(sum.rows(), sum.columns(), merged);
    }

    private static double[] rows(Matrix matrix, int first, int last) {
        int columns = matrix.columns();
        return Arrays.copyOfRange(matrix.data(), first * columns, last * columns);
    }

    private static void descend(
            double[] rows, double[] aims, Interference interference, int steps) {
        int columns = interference.sum().columns();
        Matrix theta = Matrix.of(rows.length / columns, columns, rows);
        Adam adam = new Adam(RATE, rows.length);
        for (int step = 0; step < steps; step++) {
            double[] gradient = interference.applied(theta).data();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = 2 * (gradient[i] - aims[i]);
            }
            adam.step(gradient, rows);
        }
    }
}
