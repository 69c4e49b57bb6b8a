package dev.merganser.recipes.method.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.matrix.Svd;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Map;

/** tsvm, iso_c, iso_cts and opcm: worked numbers, and what their papers say of the result. */
class SingularValuesTest {
    private static final float[] T1 = {1, 2, 0, -1, 0, 3, 1, 0, 2, -1, 1, 0, 0, 0, 1, 2};
    private static final float[] T2 = {0, 1, 1, 0, -2, 1, 0, 1, 1, 0, 3, -1, 1, 0, -1, 1};
    private static final float[] TSVM = {
        1.320811f, 2.895255f, .727549f, -1.833549f, -1.294803f, 2.099326f, .251513f, 1.536653f,
        .502971f, -1.022437f, 3.117751f, -.362452f, 1.888709f, .537109f, -.636148f, 1.79766f
    };
    private static final float[] ISO_C = {
        2.196242f, 2.938547f, -.463689f, -1.229744f, -2.286509f, 2.418819f, 1.738977f, 1.040655f,
        1.563015f, -.810136f, 3.448023f, -.44454f, 1.640485f, .209173f, -.240631f, 3.520364f
    };
    private static final float[] OPCM = {
        .223975f, 1.771586f, 1.116829f, -.630806f, -1.360515f, 2.417828f, .197063f, .795585f,
        1.524132f, -.46303f, 2.450549f, -.695934f, .601463f, -.079685f, -.223931f, 1.337284f
    };

    private static ArrayMerge worked(String method) {
        return ArrayMerge.of(method).base(new float[16]).model(T1).model(T2).shaped(4, 4);
    }

    @Test
    void givesTheWorkedNumbers() {
        assertThat(worked("tsvm").merged()).containsExactly(TSVM, within(1e-6f));
        assertThat(worked("iso_c").merged()).containsExactly(ISO_C, within(1e-6f));
        assertThat(worked("opcm").merged()).containsExactly(OPCM, within(1e-6f));
    }

    @Test
    void lambdaScalesWhatIsAddedToTheBase() {
        float[] base = new RandomTensors(3).normal(16, 1);
        for (String method : new String[] {"tsvm", "iso_c", "iso_cts"}) {
            float[] half = on(method, base).with("lambda", .5).merged();
            float[] whole = on(method, base).merged();
            for (int i = 0; i < 16; i++) {
                assertThat(half[i]).isCloseTo((base[i] + whole[i]) / 2, within(1e-6f));
            }
        }
    }

    private static ArrayMerge on(String method, float[] base) {
        return ArrayMerge.of(method)
                .base(base)
                .model(sum(base, T1))
                .model(sum(base, T2))
                .shaped(4, 4);
    }

    @Test
    void oneModelIsGivenBackByTsvmAndOpcm() {
        float[] base = new RandomTensors(1).normal(35, 1);
        float[] model = new RandomTensors(2).expert(base, .1);
        for (String method : new String[] {"tsvm", "opcm"}) {
            float[] merged = ArrayMerge.of(method).base(base).model(model).shaped(7, 5).merged();
            assertThat(merged).containsExactly(model, within(1e-6f));
        }
    }

    @Test
    void aModelTwiceIsItsLargestSingularVectorsOnceUnderTsvm() {
        float[] vector = new RandomTensors(4).normal(48, 1);
        float[] merged =
                ArrayMerge.of("tsvm")
                        .base(new float[48])
                        .model(vector)
                        .model(vector)
                        .shaped(8, 6)
                        .merged();
        double[] truncated = Svd.of(matrix(vector, 8, 6)).first(3).product().data();
        for (int i = 0; i < 48; i++) {
            assertThat((double) merged[i]).isCloseTo(truncated[i], within(1e-6));
        }
    }

    @Test
    void tasksAlongDifferentDirectionsDoNotInterfereUnderTsvm() {
        float[] one = {3, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        float[] other = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 4, 0};
        float[] merged =
                ArrayMerge.of("tsvm")
                        .base(new float[16])
                        .model(one)
                        .model(other)
                        .shaped(4, 4)
                        .merged();
        assertThat(merged).containsExactly(sum(one, other), within(1e-6f));
    }

    @Test
    void modelsRebuiltBySingleTasksAddUpToTheMergeOfAllUnderTsvm() {
        float[] sum = new float[16];
        for (int task = 1; task <= 2; task++) {
            sum = sum(sum, worked("tsvm").with("task", task).merged());
        }
        assertThat(sum).containsExactly(worked("tsvm").merged(), within(1e-6f));
        assertThatThrownBy(() -> worked("tsvm").with("task", 3).merged())
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Parameter 'task' of tsvm must be at most the number of models, 2; found 3.");
    }

    @Test
    void allSingularValuesWithoutOrthogonalityAreTaskArithmetic() {
        float[] merged = worked("tsvm").with("rank_share", 1).with("orthogonalize", false).merged();
        assertThat(merged).containsExactly(sum(T1, T2), within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iso_c", "iso_cts"})
    void theResultIsIsotropic(String method) {
        RandomTensors random = new RandomTensors(5);
        ArrayMerge merge = ArrayMerge.of(method).base(new float[20 * 12]).shaped(20, 12);
        for (int i = 0; i < 3; i++) {
            merge.model(random.normal(20 * 12, 1));
        }
        double[] values = Svd.of(matrix(merge.merged(), 20, 12)).values();
        assertThat(values[11]).isCloseTo(values[0], within(1e-5));
    }

    @Test
    void isoCKeepsTheSumOfTheSingularValues() {
        double before = Arrays.stream(Svd.of(matrix(sum(T1, T2), 4, 4)).values()).sum();
        double after = Arrays.stream(Svd.of(matrix(worked("iso_c").merged(), 4, 4)).values()).sum();
        assertThat(after).isCloseTo(before, within(1e-5));
    }

    @Test
    void isoCtsWithoutTaskSpecificDirectionsIsIsoC() {
        float[] common = worked("iso_cts").with("common_fraction", 1).merged();
        assertThat(common).containsExactly(worked("iso_c").merged(), within(1e-6f));
    }

    @Test
    void directionsThatNoTaskVectorHasStayOut() {
        float[] rankOne = {1, 2, 0, 0, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        for (String method : new String[] {"tsvm", "iso_c", "iso_cts", "opcm"}) {
            float[] merged =
                    ArrayMerge.of(method)
                            .base(new float[16])
                            .model(rankOne)
                            .model(new float[16])
                            .shaped(4, 4)
                            .merged();
            double[] values = Svd.of(matrix(merged, 4, 4)).values();
            assertThat(values[0]).as(method).isGreaterThan(.5);
            assertThat(values[1]).as(method).isLessThan(1e-6);
        }
    }

    @Test
    void tensorsOfOtherRanksTakeTheMeanOrTheScaledSum() {
        float[] mean = new float[16];
        for (int i = 0; i < 16; i++) {
            mean[i] = (T1[i] + .5f * T2[i]) / 2;
        }
        for (String method : new String[] {"tsvm", "iso_c", "iso_cts"}) {
            float[] merged =
                    ArrayMerge.of(method)
                            .base(new float[16])
                            .model(T1)
                            .model(Map.of("weight", Argument.of(.5)), T2)
                            .shaped(4, 2, 2)
                            .merged();
            assertThat(merged).containsExactly(mean, within(1e-6f));
        }
        double scale = (norm(T1) + norm(T2)) / 2 / norm(sum(T1, T2));
        float[] merged = worked("opcm").shaped(16).merged();
        for (int i = 0; i < 16; i++) {
            assertThat((double) merged[i]).isCloseTo(scale * (T1[i] + T2[i]), within(1e-6));
        }
    }

    @Test
    void aWeightMultipliesTheTaskVector() {
        float[] twice = sum(T2, T2);
        for (String method : new String[] {"tsvm", "iso_c", "iso_cts"}) {
            float[] weighted =
                    ArrayMerge.of(method)
                            .base(new float[16])
                            .model(T1)
                            .model(Map.of("weight", Argument.of(2)), T2)
                            .shaped(4, 4)
                            .merged();
            float[] scaled =
                    ArrayMerge.of(method)
                            .base(new float[16])
                            .model(T1)
                            .model(twice)
                            .shaped(4, 4)
                            .merged();
            assertThat(weighted).containsExactly(scaled, within(1e-6f));
        }
    }

    @Test
    void opcmHasTheMeanNormOfTheTaskVectors() {
        assertThat(norm(worked("opcm").merged()))
                .isCloseTo((norm(T1) + norm(T2)) / 2, within(1e-6));
    }

    @Test
    void whatOpcmAddsLiesAcrossWhatIsThere() {
        // with alpha 1 all of the first model's row and column spaces stay as they are
        float[] first = {2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        float[] merged =
                ArrayMerge.of("opcm")
                        .base(new float[16])
                        .model(first)
                        .model(T1)
                        .shaped(4, 4)
                        .with("alpha", 1)
                        .merged();
        double unit = merged[0] / 2;
        assertThat((double) merged[5]).isCloseTo(unit, within(1e-6));
        assertThat(merged[1]).isCloseTo(0, within(1e-6f));
        assertThat((double) merged[3]).isCloseTo(unit * T1[3], within(1e-6));
        assertThat((double) merged[15]).isCloseTo(unit * T1[15], within(1e-6));
    }

    private static double norm(float[] values) {
        return Math.sqrt(matrix(values, 1, values.length).squaredNorm());
    }

    private static float[] sum(float[] a, float[] b) {
        float[] sum = a.clone();
        for (int i = 0; i < a.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    private static Matrix matrix(float[] values, int rows, int columns) {
        double[] data = new double[values.length];
        Arrays.setAll(data, i -> values[i]);
        return Matrix.of(rows, columns, data);
    }
}
