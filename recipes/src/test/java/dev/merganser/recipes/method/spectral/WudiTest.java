package dev.merganser.recipes.method.spectral;

import static dev.merganser.recipes.method.spectral.TestMatrices.diagonal;
import static dev.merganser.recipes.method.spectral.TestMatrices.diagonals;
import static dev.merganser.recipes.method.spectral.TestMatrices.floats;
import static dev.merganser.recipes.method.spectral.TestMatrices.interference;
import static dev.merganser.recipes.method.spectral.TestMatrices.matrix;
import static dev.merganser.recipes.method.spectral.TestMatrices.random;
import static dev.merganser.recipes.method.spectral.TestMatrices.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.RandomTensors;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** WUDI by steps and in closed form, and what its filtered kin share with it. */
class WudiTest {
    private static final Offset<Float> NEAR = within(1e-6f);

    @Test
    void theClosedFormGivesTheNumbersOfTheWorkedExample() {
        assertThat(WorkedExample.added(WorkedExample.merge("wudi")))
                .containsExactly(
                        new float[] {
                            .411538f, 1.969634f, .446975f, -1.087083f,
                            -.473692f, 3.227342f, -.364534f, .646775f,
                            .726864f, -1.271439f, 3.086618f, -.962457f,
                            1.024021f, .074832f, -.417112f, 2.363364f
                        },
                        within(1e-6f));
    }

    @Test
    void theLossOfTheWorkedExampleFallsAsWorkedOut() {
        List<Matrix> vectors = List.of(square(WorkedExample.ONE), square(WorkedExample.TWO));
        var interference = interference(vectors);
        assertThat(loss(vectors, interference.sum())).isCloseTo(8.414141, within(1e-6));
        assertThat(loss(vectors, interference.descended(WudiTest::all)))
                .isCloseTo(1.146295, within(1e-6));
    }

    /**
     * {@link TestMatrices#diagonals}: each column's way leads from 2τ to τ, and this goes all of
     * it.
     */
    @Test
    void theClosedFormGoesAllTheWay() {
        assertThat(diagonal(diagonals("wudi"))).containsExactly(new float[] {8, 4, 2, 1}, NEAR);
    }

    @ParameterizedTest
    @CsvSource({"9, 7, 3", "3, 20, 3", "5, 5, 1", "1, 6, 4", "40, 6, 2"})
    void noPerturbationImprovesTheClosedForm(int rows, int columns, int models) {
        List<Matrix> vectors = vectors(rows, columns, models);
        Matrix best = interference(vectors).descended(WudiTest::all);
        double least = loss(vectors, best);
        for (long seed = 0; seed < 200; seed++) {
            float[] noise = new RandomTensors(seed).normal(rows * columns, 1);
            for (double size : new double[] {1, 1e-2, 1e-4}) {
                Matrix near = best.plus(matrix(rows, columns, noise).times(size));
                assertThat(loss(vectors, near)).isGreaterThanOrEqualTo(least - 1e-12);
            }
        }
    }

    /** Along inputs that no task vector has, Σ τ is 0 and stays 0. */
    @Test
    void whereCHasNoInverseTheMinimumIsTheLeastOne() {
        int rows = 2;
        int columns = 12;
        List<Matrix> vectors = vectors(rows, columns, 3);
        var interference = interference(vectors);
        Matrix best = interference.descended(WudiTest::all);
        Matrix rest = best.minus(Matrix.of(rows, columns, alongRows(vectors, best)));
        assertThat(Math.sqrt(rest.squaredNorm())).isLessThan(1e-9);
        assertThat(interference.pull(best).squaredNorm()).isLessThan(1e-20);
    }

    @Test
    void thePullIsMinusHalfTheGradient() {
        List<Matrix> vectors = vectors(4, 6, 3);
        var interference = interference(vectors);
        Matrix at = matrix(4, 6, new RandomTensors(8).normal(24, 1));
        Matrix pull = interference.pull(at);
        double step = 1e-5;
        for (int i = 0; i < 24; i++) {
            double up = loss(vectors, moved(at, i, step));
            double down = loss(vectors, moved(at, i, -step));
            assertThat(-2 * pull.data()[i]).isCloseTo((up - down) / (2 * step), within(1e-7));
        }
        Matrix atZero = interference.pull(Matrix.of(4, 6));
        Matrix byParts = atZero.minus(interference.applied(at));
        assertThat(byParts.data()).containsExactly(pull.data(), within(1e-12));
    }

    @Test
    void stepsGoDownhillTowardsTheClosedForm() {
        List<Matrix> vectors = vectors(6, 8, 3).stream().map(vector -> vector.times(1e-3)).toList();
        double before = loss(vectors, interference(vectors).sum());
        double least = loss(vectors, interference(vectors).descended(WudiTest::all));
        double some = loss(vectors, stepped(vectors, 20));
        double many = loss(vectors, stepped(vectors, 3000));
        assertThat(some).isLessThan(before);
        assertThat(many).isLessThan(some).isGreaterThanOrEqualTo(least);
        assertThat(many - least).isLessThan(.01 * (before - least));
    }

    /** Two models of 2 rows fit below each other into 5 columns, three do not. */
    @Test
    void bothFormsOfCAreTheSumOfTheInnerProductsOfColumns() {
        for (int models : new int[] {2, 3}) {
            List<Matrix> vectors = vectors(2, 5, models);
            Matrix sum = Matrix.of(5, 5);
            Matrix cubes = Matrix.of(2, 5);
            for (Matrix vector : vectors) {
                Matrix products = vector.transposeTimes(vector).times(1 / vector.squaredNorm());
                sum = sum.plus(products);
                cubes = cubes.plus(vector.times(products));
            }
            Matrix theta = matrix(2, 5, new RandomTensors(9).normal(10, 1));
            var interference = interference(vectors);
            assertThat(interference.applied(theta).data())
                    .containsExactly(theta.times(sum).data(), within(1e-13));
            assertThat(interference.target().data()).containsExactly(cubes.data(), within(1e-13));
        }
    }

    /** 150 rows are three blocks. */
    @Test
    void stepsDoNotDependOnWhoTakesThem() {
        MergeTensor tensor = random("wudi", 150, 5, 2).with("solver", "adam").tensor();
        FloatSource alone = new Wudi().merge(tensor);
        FloatSource shared =
                new Wudi()
                        .merge(
                                tensor.withWorkers(
                                        (count, task) -> {
                                            for (int i = count - 1; i >= 0; i--) {
                                                task.accept(i);
                                            }
                                        }));
        assertThat(ArrayMerge.read(shared, 750, 750)).isEqualTo(ArrayMerge.read(alone, 750, 750));
    }

    @Test
    void oneModelIsItsOwnMerge() {
        for (String method : List.of("wudi", "swudi", "aswudi")) {
            float[] model = {3, 1, -2, 5, 1, 4};
            assertThat(
                            ArrayMerge.of(method)
                                    .shaped(2, 3)
                                    .base(1, 1, 1, 1, 1, 1)
                                    .model(model)
                                    .merged())
                    .containsExactly(model, within(1e-6f));
        }
    }

    @Test
    void aModelThatDidNotChangeHasNoPart() {
        for (String solver : List.of("adam", "closed_form")) {
            float[] with = WorkedExample.merge("wudi").with("solver", solver).merged();
            float[] without =
                    WorkedExample.merge("wudi")
                            .model(WorkedExample.BASE)
                            .with("solver", solver)
                            .merged();
            assertThat(without).isEqualTo(with);
        }
    }

    /** τ and −τ: D is 0. */
    @Test
    void oppositesMergeToTheBase() {
        float[] merged =
                ArrayMerge.of("wudi")
                        .shaped(1, 3)
                        .base(1, 2, 3)
                        .model(2, 2, 5)
                        .model(0, 2, 1)
                        .merged();
        assertThat(merged).containsExactly(new float[] {1, 2, 3}, within(1e-6f));
    }

    @Test
    void weightsMultiplyTaskVectors() {
        float[] weighted =
                ArrayMerge.of("wudi")
                        .shaped(1, 2)
                        .base(0, 0)
                        .weighted(2, 1, 0)
                        .weighted(-1, 0, 3)
                        .merged();
        assertThat(weighted).containsExactly(new float[] {2, -3}, within(1e-6f));
    }

    @Test
    void vectorsTakeTheMean() {
        for (String method : List.of("wudi", "swudi", "aswudi")) {
            assertThat(ArrayMerge.of(method).base(1, 1).model(3, 1).model(2, 5).merged())
                    .containsExactly(2.5f, 3);
        }
    }

    private static double[] all(double[] eigenvalues) {
        double[] ones = new double[eigenvalues.length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The loss as the paper writes it. */
    private static double loss(List<Matrix> vectors, Matrix merged) {
        double loss = 0;
        for (Matrix vector : vectors) {
            loss +=
                    merged.minus(vector).timesTransposed(vector).squaredNorm()
                            / vector.squaredNorm();
        }
        return loss;
    }

    private static Matrix stepped(List<Matrix> vectors, int steps) {
        int rows = vectors.getFirst().rows();
        int columns = vectors.getFirst().columns();
        ArrayMerge merge =
                ArrayMerge.of("wudi")
                        .shaped(rows, columns)
                        .base(new float[rows * columns])
                        .with("solver", "adam")
                        .with("steps", steps);
        vectors.forEach(vector -> merge.model(floats(vector)));
        return matrix(rows, columns, merge.merged());
    }

    /** The part of a matrix that lies in the space of the task vectors' rows. */
    private static double[] alongRows(List<Matrix> vectors, Matrix matrix) {
        List<double[]> basis = new ArrayList<>();
        for (Matrix vector : vectors) {
            for (int row = 0; row < vector.rows(); row++) {
                double[] next = row(vector, row);
                basis.forEach(each -> subtract(next, each, dot(next, each)));
                double norm = Math.sqrt(dot(next, next));
                Arrays.setAll(next, i -> next[i] / norm);
                basis.add(next);
            }
        }
        double[] part = new double[matrix.data().length];
        for (int row = 0; row < matrix.rows(); row++) {
            for (double[] each : basis) {
                double share = dot(row(matrix, row), each);
                for (int i = 0; i < each.length; i++) {
                    part[row * each.length + i] += share * each[i];
                }
            }
        }
        return part;
    }

    private static double[] row(Matrix matrix, int row) {
        int columns = matrix.columns();
        return Arrays.copyOfRange(matrix.data(), row * columns, (row + 1) * columns);
    }

    private static void subtract(double[] from, double[] what, double share) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= share * what[i];
        }
    }

    private static double dot(double[] x, double[] y) {
        double dot = 0;
        for (int i = 0; i < x.length; i++) {
            dot += x[i] * y[i];
        }
        return dot;
    }

    private static Matrix moved(Matrix from, int element, double step) {
        double[] data = from.data().clone();
        data[element] += step;
        return Matrix.of(from.rows(), from.columns(), data);
    }

    private static Matrix square(float[] values) {
        return matrix(4, 4, values);
    }
}
