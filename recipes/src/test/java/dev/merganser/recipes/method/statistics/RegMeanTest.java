package dev.merganser.recipes.method.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.RandomTensors;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class RegMeanTest {

    private static final String LAYER = "layers.0";
    private static final int OUT = 5;
    private static final int IN = 7;

    private final RandomTensors random = new RandomTensors(11);

    /** The optimum: no other map is nearer to the models' outputs on their own inputs. */
    @Test
    void noPerturbationOfTheMergedLayerIsNearerToTheModels() {
        List<Matrix> layers = new ArrayList<>();
        List<Matrix> inputs = new ArrayList<>();
        ArrayMerge merge = family(layers, inputs).with("off_diagonal", 1);
        Matrix merged = matrix(OUT, IN, merge.merged());
        double least = distance(merged, layers, inputs);
        for (int trial = 0; trial < 50; trial++) {
            Matrix other = merged.plus(matrix(OUT, IN, random.normal(OUT * IN, .01)));
            assertThat(distance(other, layers, inputs)).isGreaterThan(least);
        }
    }

    private static double distance(Matrix layer, List<Matrix> layers, List<Matrix> inputs) {
        double sum = 0;
        for (int i = 0; i < layers.size(); i++) {
            Matrix x = inputs.get(i);
            sum += x.timesTransposed(layer.minus(layers.get(i))).squaredNorm() / x.rows();
        }
        return sum;
    }

    @Test
    void withoutOffDiagonalElementsEachColumnIsAMeanByTheSizeOfItsInput() {
        TestStatistics files =
                new TestStatistics()
                        .with("a", LAYER, Shape.of(2, 2), 1, .5f, .5f, 3)
                        .with("b", LAYER, Shape.of(2, 2), 3, 1, 1, 1);
        var merge =
                ArrayMerge.of("regmean")
                        .shaped(2, 2)
                        .statistics(files)
                        .with("off_diagonal", 0)
                        .model(parameters("a"), 0, 0, 1, 1)
                        .model(parameters("b"), 4, 4, 5, 5);
        assertThat(merge.merged()).containsExactly(3, 1, 4, 2);
    }

    @Test
    void anInputThatNoModelUsesGetsTheMean() {
        TestStatistics files =
                new TestStatistics()
                        .with("a", LAYER, Shape.of(2, 2), 1, 0, 0, 0)
                        .with("b", LAYER, Shape.of(2, 2), 3, 0, 0, 0);
        var merge =
                ArrayMerge.of("regmean")
                        .shaped(1, 2)
                        .statistics(files)
                        .model(parameters("a"), 0, 0)
                        .model(parameters("b"), 4, 4);
        assertThat(merge.merged()).containsExactly(3, 2);
    }

    @Test
    void theUpperTriangleIsAsGoodAsTheWholeMatrix() {
        List<Matrix> inputs = new ArrayList<>();
        ArrayMerge merge = family(new ArrayList<>(), inputs);
        float[] merged = merge.merged();
        TestStatistics triangles = new TestStatistics();
        for (int model = 0; model < inputs.size(); model++) {
            Matrix gram = gram(inputs.get(model));
            triangles.with("m" + model, LAYER, Shape.of(IN * (IN + 1) / 2), triangle(gram));
        }
        assertThat(merge.statistics(triangles).merged()).isEqualTo(merged);
    }

    @Test
    void tensorsWithoutAGramMatrixGetTheWeightedMean() {
        var merge =
                ArrayMerge.of("regmean")
                        .shaped(2, 2)
                        .statistics(new TestStatistics())
                        .model(
                                Map.of("statistics", Argument.of("a"), "weight", Argument.of(3)),
                                0,
                                0,
                                0,
                                0)
                        .model(parameters("b"), 4, 8, 0, 1);
        assertThat(merge.merged()).containsExactly(1, 2, 0, .25f);
    }

    /** A file may hold Fisher information, too: under the name of the tensor. */
    @Test
    void aTensorThatIsNoWeightHasItsMatrixUnderItsNameWithASuffix() {
        TestStatistics files = new TestStatistics().about("position");
        for (String file : List.of("a", "b")) {
            files.with(file, "position", Shape.of(2, 2), 9, 9, 9, 9);
        }
        assertThat(pair(files).merged()).containsExactly(2, 2, 3, 3);
        files.with("a", "position.gram", Shape.of(2, 2), 1, 0, 0, 3);
        files.with("b", "position.gram", Shape.of(2, 2), 3, 0, 0, 1);
        assertThat(pair(files).merged()).containsExactly(3, 1, 4, 2);
    }

    @Test
    void missingMisshapenAndImpossibleMatricesAreRefused() {
        TestStatistics files = new TestStatistics().with("a", LAYER, Shape.of(2, 2), 1, 0, 0, 1);
        assertThatThrownBy(() -> check(files))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Statistics b must hold the Gram matrix 'layers.0' of floats [2, 2]; found none of that name.");
        files.with("b", LAYER, Shape.of(3, 3), new float[9]);
        assertThatThrownBy(() -> check(files))
                .hasMessage(
                        "Statistics b must hold the Gram matrix 'layers.0' of floats [2, 2]; found [3, 3]. Maybe they are of another model.");
        assertThatThrownBy(() -> check(new TestStatistics()))
                .hasMessage(
                        "Statistics a must hold the Gram matrix 'layers.0' of floats [2, 2]; found none of that name.");
        files.with("b", LAYER, Shape.of(2, 2), 1, .5f, .2f, 1);
        assertThatThrownBy(() -> pair(files).merged())
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(
                        "Statistics b must hold a Gram matrix 'layers.0' that is symmetric");
        files.with("b", LAYER, Shape.of(2, 2), 1, 0, 0, -1);
        assertThatThrownBy(() -> pair(files).merged())
                .hasMessageContaining("at least 0 on the diagonal, found -1.0 in row 1");
        files.with("b", LAYER, Shape.of(2, 2), 1, 90, 90, 1);
        assertThatThrownBy(() -> pair(files).merged())
                .hasMessage(
                        "Gram matrices for tensor 'layers.0.weight' must be positive semidefinite, but their sum of 2 x 2 is not. Maybe they are of something else.");
    }

    /** One NaN would make its whole row, or the whole layer, NaN. */
    @Test
    void whatIsNotFiniteIsNamed() {
        TestStatistics files =
                new TestStatistics()
                        .with("a", LAYER, Shape.of(2, 2), 1, 0, 0, 1)
                        .with("b", LAYER, Shape.of(2, 2), 1, 0, 0, 1);
        var merge =
                ArrayMerge.of("regmean")
                        .shaped(2, 2)
                        .statistics(files)
                        .model(parameters("a"), 0, 0, 1, 1)
                        .model(parameters("b"), 4, 4, Float.NaN, 5);
        assertThatThrownBy(merge::merged)
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Tensor 'layers.0.weight' of model 2 must hold finite numbers; its element 2 is NaN.");
        files.with("b", LAYER, Shape.of(2, 2), 1, Float.NaN, 0, 1);
        assertThatThrownBy(() -> pair(files).merged())
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Statistics b must hold a Gram matrix 'layers.0' that is finite, found NaN at [0, 1].");
        files.with("b", LAYER, Shape.of(2, 2), 1, 0, 0, Float.POSITIVE_INFINITY);
        assertThatThrownBy(() -> pair(files).merged())
                .hasMessageContaining("that is finite, found Infinity at [1, 1]");
    }

    private static void check(TestStatistics files) {
        MergeMethods.named("regmean").check(List.of(pair(files).tensor()));
    }

    private static ArrayMerge pair(TestStatistics files) {
        return ArrayMerge.of("regmean")
                .shaped(2, 2)
                .statistics(files)
                .model(parameters("a"), 0, 0, 1, 1)
                .model(parameters("b"), 4, 4, 5, 5);
    }

    private ArrayMerge family(List<Matrix> layers, List<Matrix> inputs) {
        TestStatistics files = new TestStatistics();
        ArrayMerge merge = ArrayMerge.of("regmean").shaped(OUT, IN).statistics(files);
        for (int model = 0; model < 3; model++) {
            float[] layer = random.normal(OUT * IN, 1);
            layers.add(matrix(OUT, IN, layer));
            inputs.add(matrix(20, IN, random.normal(20 * IN, model + 1)));
            files.with("m" + model, LAYER, Shape.of(IN, IN), floats(gram(inputs.get(model))));
            merge.model(parameters("m" + model), layer);
        }
        return merge;
    }

    private static Matrix gram(Matrix inputs) {
        return inputs.transposeTimes(inputs).times(1.0 / inputs.rows());
    }

    private static float[] triangle(Matrix gram) {
        float[] triangle = new float[IN * (IN + 1) / 2];
        int at = 0;
        for (int i = 0; i < IN; i++) {
            for (int j = i; j < IN; j++) {
                triangle[at++] = (float) gram.get(i, j);
            }
        }
        return triangle;
    }

    private static Matrix matrix(int rows, int columns, float[] values) {
        Matrix matrix = Matrix.of(rows, columns);
        for (int i = 0; i < values.length; i++) {
            matrix.data()[i] = values[i];
        }
        return matrix;
    }

    private static float[] floats(Matrix matrix) {
        float[] values = new float[matrix.data().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) matrix.data()[i];
        }
        return values;
    }

    private static Map<String, Argument> parameters(String file) {
        return Map.of("statistics", Argument.of(file));
    }
}
