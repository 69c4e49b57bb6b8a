package dev.merganser.recipes.method.taskvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

/** The methods on task vectors against worked examples and their plain twin. */
class TaskVectorKernelTest {
    private static final float[] ZEROS = new float[6];
    private static final float[] A = {3, -1, 0, 2, -5, .5f};
    private static final float[] C = {-1, -2, 4, 2, 5, 0};

    @Test
    void tiesGivesMergekitsWorkedExample() {
        assertThat(ties().merged()).containsExactly(3, -1.5f, 4, 2, 5, .5f);
        assertThat(ties().with("normalize", false).merged()).containsExactly(3, -3, 4, 4, 5, .5f);
        assertThat(ties().with("density", .5).merged()).containsExactly(3, -2, 4, 2, 5, 0);
    }

    private static ArrayMerge ties() {
        return ArrayMerge.of("ties").base(ZEROS).model(A).model(C);
    }

    @Test
    void taskArithmeticGivesMergekitsWorkedExample() {
        float[] merged =
                ArrayMerge.of("task_arithmetic")
                        .base(ZEROS)
                        .weighted(.6, A)
                        .weighted(.4, C)
                        .merged();
        assertThat(merged)
                .containsExactly(new float[] {1.4f, -1.4f, 1.6f, 2, -1, .3f}, within(1e-6f));
    }

    @Test
    void aNegativeWeightForgetsATask() {
        float[] merged =
                ArrayMerge.of("task_arithmetic").base(1, 2, 3).weighted(-1, 2, 2, 1).merged();
        assertThat(merged).containsExactly(0, 2, 5);
    }

    @Test
    void lambdaScalesWhatIsAddedToTheBase() {
        float[] merged = ArrayMerge.of("ties").base(1, 1).model(3, 1).with("lambda", .25).merged();
        assertThat(merged).containsExactly(1.5f, 1);
    }

    @Test
    void weightsHaveAPartInTheElection() {
        float[] merged =
                ArrayMerge.of("ties").base(0, 0).weighted(.2, 3, 3).weighted(1, -1, 1).merged();
        assertThat(merged).containsExactly(new float[] {-1, 1.6f / 1.2f}, within(1e-6f));
    }

    @Test
    void weightsThatCancelAreNotDividedBy() {
        float[] merged =
                ArrayMerge.of("task_arithmetic")
                        .base(0, 0)
                        .weighted(1, 2, 3)
                        .weighted(-1, 1, 1)
                        .with("normalize", true)
                        .merged();
        assertThat(merged).containsExactly(1, 2);
    }

    @Test
    void dareKeepsTheL1NormOfEachTaskVector() {
        float[] merged =
                ArrayMerge.of("dare_linear")
                        .base(1, 1, 1, 1)
                        .model(2, 3, 1, -1)
                        .with("density", .5)
                        .masks((tensor, model, density) -> ArrayMerge.alternating())
                        .merged();
        // δ = 1, 2, 0, −2; kept 1 and 0, whose L1 norm of 1 becomes 5
        assertThat(merged).containsExactly(6, 1, 1, 1);
    }

    @Test
    void dareWithoutRescaleOnlyDrops() {
        float[] merged =
                ArrayMerge.of("dare_ties")
                        .base(1, 1, 1, 1)
                        .model(2, 3, 1, -1)
                        .with("density", .5)
                        .with("rescale", false)
                        .masks((tensor, model, density) -> ArrayMerge.alternating())
                        .merged();
        assertThat(merged).containsExactly(2, 1, 1, 1);
    }

    @Test
    void dareAsInThePaperDividesByTheDensity() {
        float[] merged =
                ArrayMerge.of("dare_linear")
                        .base(1, 1, 1, 1)
                        .model(2, 3, 1, -1)
                        .with("density", .25)
                        .with("rescale_by", "density")
                        .masks((tensor, model, density) -> ArrayMerge.alternating())
                        .merged();
        assertThat(merged).containsExactly(5, 1, 1, 1);
    }

    @Test
    void dareOfDensityZeroIsTheBase() {
        for (String method : new String[] {"dare_linear", "dare_ties"}) {
            float[] merged =
                    ArrayMerge.of(method).base(1, 2).model(5, 5).with("density", 0).merged();
            assertThat(merged).containsExactly(1, 2);
        }
    }

    /** The L1 norm of 160,000 ones is beyond what float16 can hold. */
    @Test
    void theRescaleOfALargeHalfPrecisionTensorDoesNotOverflow() {
        int n = 160_000;
        float[] ones = new float[n];
        Arrays.fill(ones, 1);
        float[] merged =
                ArrayMerge.of("dare_linear")
                        .base(new float[n])
                        .model(ones)
                        .with("density", .5)
                        .stored(DType.F16)
                        .masks((tensor, model, density) -> ArrayMerge.alternating())
                        .merged();
        assertThat(merged[0]).isEqualTo(2);
        assertThat(merged[1]).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 207, 4098})
    void tiesIsBitEqualToItsPlainTwin(int n) {
        float[][] models = models(n);
        double[] weights = {.5, -.3, .9};
        for (double density : new double[] {.2, .6, 1}) {
            for (boolean normalize : new boolean[] {true, false}) {
                float[] merged =
                        ArrayMerge.of("ties")
                                .base(models[0])
                                .weighted(.5, models[1])
                                .weighted(-.3, models[2])
                                .weighted(.9, models[3])
                                .with("density", density)
                                .with("normalize", normalize)
                                .with("lambda", .7)
                                .merged(100);
                var plain = new PlainTaskVectors(weights, density, true, normalize, .7);
                assertThat(merged)
                        .isEqualTo(plain.merge(models[0], models[1], models[2], models[3]));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 207, 4098})
    void taskArithmeticIsBitEqualToItsPlainTwin(int n) {
        float[][] models = models(n);
        for (boolean normalize : new boolean[] {true, false}) {
            float[] merged =
                    ArrayMerge.of("task_arithmetic")
                            .base(models[0])
                            .weighted(.5, models[1])
                            .weighted(-.3, models[2])
                            .with("normalize", normalize)
                            .with("lambda", .4)
                            .merged(100);
            var plain = new PlainTaskVectors(new double[] {.5, -.3}, 1, false, normalize, .4);
            assertThat(merged).isEqualTo(plain.merge(models[0], models[1], models[2]));
        }
    }

    @Test
    void anEmptyTensorMergesToAnEmptyTensor() {
        for (String method : new String[] {"task_arithmetic", "ties", "dare_linear", "dare_ties"}) {
            float[] merged =
                    ArrayMerge.of(method).base().model(new float[0]).with("density", .5).merged();
            assertThat(merged).isEmpty();
        }
    }

    private static float[][] models(int n) {
        RandomTensors random = new RandomTensors(n);
        float[] base = random.normal(n, .02);
        return new float[][] {
            base, random.expert(base, .003), random.expert(base, .003), random.expert(base, .003)
        };
    }
}
