package dev.merganser.recipes.method.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.parallel.Workers;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class DogeTest {

    /** ‖τ‖ is 5 and 2, so λ = eta/5 and eta/2. */
    @Test
    void withoutStepsItAddsTaskVectorsOfOneNorm() {
        float[] merged =
                ArrayMerge.of("doge")
                        .shaped(2, 2)
                        .base(1, 1, 1, 1)
                        .model(4, 1, 1, 5)
                        .model(1, 3, 1, 1)
                        .with("eta", .5)
                        .with("keep", 1)
                        .with("steps", 0)
                        .merged();
        assertThat(merged).containsExactly(new float[] {1.3f, 1.5f, 1, 1.4f}, within(1e-6f));
    }

    @Test
    void weightsMultiplyTaskVectors() {
        float[] merged =
                ArrayMerge.of("doge")
                        .shaped(1, 2)
                        .base(0, 0)
                        .weighted(2, 3, 4)
                        .weighted(-1, 0, 2)
                        .with("eta", 1)
                        .with("keep", 1)
                        .with("steps", 0)
                        .merged();
        assertThat(merged).containsExactly(new float[] {1.2f, .6f}, within(1e-6f));
    }

    /** Of eight elements two are kept: both of the first matrix, none of the second. */
    @Test
    void whatIsKeptIsChosenOverTheWholeModel() {
        ArrayMerge large = plain().named("a").base(new float[4]).model(6, 0, 8, 1);
        ArrayMerge small = plain().named("b").base(new float[4]).model(3, 1, 2, 5);
        var surveyed = new Doge().survey(List.of(large.tensor(), small.tensor()));
        assertThat(ArrayMerge.read(TensorMerge.prepare(surveyed, large.tensor()), 4, 4))
                .containsExactly(
                        new float[] {6 / norm(6, 8, 1), 0, 8 / norm(6, 8, 1), 0}, within(1e-6f));
        assertThat(ArrayMerge.read(TensorMerge.prepare(surveyed, small.tensor()), 4, 4))
                .containsExactly(0, 0, 0, 0);
    }

    @Test
    void amongEqualElementsThoseOfTheFirstMatrixAreKept() {
        ArrayMerge first = plain().named("a").base(new float[4]).model(1, 1, 1, 1);
        ArrayMerge second = plain().named("b").base(new float[4]).model(1, 1, 1, 1);
        var surveyed = new Doge().survey(List.of(first.tensor(), second.tensor()));
        assertThat(ArrayMerge.read(TensorMerge.prepare(surveyed, first.tensor()), 4, 4))
                .containsExactly(.5f, .5f, 0, 0);
        assertThat(ArrayMerge.read(TensorMerge.prepare(surveyed, second.tensor()), 4, 4))
                .containsExactly(0, 0, 0, 0);
    }

    private static ArrayMerge plain() {
        return ArrayMerge.of("doge").shaped(2, 2).with("eta", 1).with("keep", .25).with("steps", 0);
    }

    private static float norm(float... values) {
        double sum = 0;
        for (float value : values) {
            sum += value * value;
        }
        return (float) Math.sqrt(sum);
    }

    @Test
    void vectorsStayAsInTheBase() {
        assertThat(ArrayMerge.of("doge").base(1, 2).model(3, 4).model(0, 1).merged())
                .containsExactly(1, 2);
    }

    /**
     * By hand, one row, one task: τ = 2, λ = ½, so the conflict is 2·(2 − (2 + Δ)/2) = 2 − Δ and
     * the gradient of its square −2·(2 − Δ). Adam's first step is its rate, against the gradient.
     */
    @Test
    void theFirstStepGoesAgainstTheGradientByTheRate() {
        Matrix vector = Matrix.of(1, 1, new double[] {2});
        Matrix change =
                new ConflictDescent(List.of(vector), new double[] {.5}, Matrix.of(1, 0))
                        .change(1, Workers.CALLER);
        assertThat(change.get(0, 0)).isCloseTo(1e-4, within(1e-12));
    }

    @Test
    void stepsFollowTheNumericalGradientOutsideTheSubspace() {
        List<Matrix> vectors = vectors(5, 4, 3);
        double[] factors = {.2, .35, -.1};
        Matrix subspace = Matrix.of(5, 2, new double[] {.6, 0, .8, 0, 0, 0, 0, 1, 0, 0});
        Matrix learned = new ConflictDescent(vectors, factors, subspace).change(25, Workers.CALLER);
        Matrix plain = plainDescent(vectors, factors, subspace, 25);
        assertThat(learned.data()).containsExactly(plain.data(), within(1e-8));
    }

    private static Matrix plainDescent(
            List<Matrix> vectors, double[] factors, Matrix subspace, int steps) {
        Matrix change = Matrix.of(5, 4);
        Adam adam = new Adam(1e-4, 20);
        for (int step = 0; step < steps; step++) {
            Matrix gradient = numericalGradient(vectors, factors, change);
            Matrix shared = subspace.times(subspace.transposeTimes(gradient));
            adam.step(gradient.minus(shared).data(), change.data());
        }
        return change;
    }

    private static Matrix numericalGradient(List<Matrix> vectors, double[] factors, Matrix change) {
        double step = 1e-4;
        Matrix gradient = Matrix.of(change.rows(), change.columns());
        for (int i = 0; i < gradient.data().length; i++) {
            double at = change.data()[i];
            change.data()[i] = at + step;
            double up = conflicts(vectors, factors, change);
            change.data()[i] = at - step;
            double down = conflicts(vectors, factors, change);
            change.data()[i] = at;
            gradient.data()[i] = (up - down) / (2 * step);
        }
        return gradient;
    }

    /** The loss as the paper's code writes it. */
    private static double conflicts(List<Matrix> vectors, double[] factors, Matrix change) {
        double loss = 0;
        for (Matrix vector : vectors) {
            for (int row = 0; row < vector.rows(); row++) {
                double conflict = 0;
                for (int column = 0; column < vector.columns(); column++) {
                    double merged = 0;
                    for (int k = 0; k < factors.length; k++) {
                        merged +=
                                factors[k]
                                        * (vectors.get(k).get(row, column)
                                                + change.get(row, column));
                    }
                    conflict += vector.get(row, column) * (vector.get(row, column) - merged);
                }
                loss += conflict * conflict;
            }
        }
        return loss;
    }

    @Test
    void moreStepsLeaveFewerConflicts() {
        List<Matrix> vectors = vectors(6, 300, 3);
        double[] factors = {.3, .3, .3};
        Matrix none = Matrix.of(6, 0);
        double last = conflicts(vectors, factors, Matrix.of(6, 300));
        for (int steps : new int[] {1, 30, 300}) {
            Matrix change =
                    new ConflictDescent(vectors, factors, none).change(steps, Workers.CALLER);
            double now = conflicts(vectors, factors, change);
            assertThat(now).isLessThan(last);
            last = now;
        }
    }

    /**
     * The rows of each task vector are orthogonal, so their left singular vectors are the axes;
     * both are larger in the first row, the one dimension that they share. Nothing is learned
     * there.
     */
    @Test
    void whatTaskVectorsShareIsNotLearnedAway() {
        float[] still = shared().with("steps", 0).merged();
        float[] learned = shared().with("steps", 50).merged();
        assertThat(learned[0]).isCloseTo(still[0], within(1e-8f));
        assertThat(learned[1]).isCloseTo(still[1], within(1e-8f));
        assertThat(learned[2]).isNotEqualTo(still[2]);
    }

    private static ArrayMerge shared() {
        return ArrayMerge.of("doge")
                .shaped(2, 2)
                .base(new float[4])
                .model(9, 3, 1, -3)
                .model(6, 2, 1, -3)
                .with("subspace", 2)
                .with("keep", 1);
    }

    private static List<Matrix> vectors(int rows, int columns, int models) {
        RandomTensors random = new RandomTensors(17);
        List<Matrix> vectors = new ArrayList<>();
        for (int i = 0; i < models; i++) {
            float[] values = random.normal(rows * columns, 1);
            Matrix matrix = Matrix.of(rows, columns);
            for (int j = 0; j < values.length; j++) {
                matrix.data()[j] = values[j];
            }
            vectors.add(matrix);
        }
        return List.copyOf(vectors);
    }
}
