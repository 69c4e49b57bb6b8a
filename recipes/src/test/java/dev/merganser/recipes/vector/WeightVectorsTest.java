package dev.merganser.recipes.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.RandomTensors;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class WeightVectorsTest {

    static Stream<TensorDivision> divisions() {
        return Stream.of(
                TensorDivision.NONE,
                TensorDivision.chunks(3),
                TensorDivision.chunks(20),
                TensorDivision.random(4, 7),
                TensorDivision.random(256, 7));
    }

    @ParameterizedTest
    @MethodSource("divisions")
    void weightsAreThoseOfTheMerge(TensorDivision division) {
        var plain = new PlainMerge(division);
        try (WeightVectors vectors = plain.read()) {
            double[] coefficients = coefficients(vectors);
            for (String tensor : plain.tensors.keySet()) {
                MemorySegment out = memory(new float[plain.size(tensor)]);
                vectors.write(tensor, coefficients, out);
                assertThat(out.toArray(ValueLayout.JAVA_FLOAT))
                        .as(tensor)
                        .isEqualTo(plain.merged(tensor, coefficients));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("divisions")
    void productsAreThoseOfItsPlainTwin(TensorDivision division) {
        var plain = new PlainMerge(division);
        try (WeightVectors vectors = plain.read()) {
            double[] wanted = new double[vectors.coefficients()];
            double[] sums = new double[vectors.coefficients()];
            for (String tensor : plain.tensors.keySet()) {
                float[] gradient = new RandomTensors(3).normal(plain.size(tensor), 1);
                plain.contract(tensor, gradient, wanted);
                vectors.contract(tensor, memory(gradient), sums);
            }
            assertClose(sums, wanted);
        }
    }

    @ParameterizedTest
    @MethodSource("divisions")
    void rowsCountAsOftenAsTheyAreNamed(TensorDivision division) {
        var plain = new PlainMerge(division);
        try (WeightVectors vectors = plain.read()) {
            long[] indices = {8, 0, 3, 3, 8};
            float[] rows = new float[indices.length * 23];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i % 17 - 5; // sums of rows are exact
            }
            float[] whole = new float[9 * 23];
            for (int i = 0; i < rows.length; i++) {
                whole[(int) indices[i / 23] * 23 + i % 23] += rows[i];
            }
            double[] wanted = new double[vectors.coefficients()];
            double[] sums = new double[vectors.coefficients()];
            plain.contract("table", whole, wanted);
            vectors.contractRows("table", indices, memory(rows), sums);
            assertClose(sums, wanted);
        }
    }

    @Test
    void aRowThatTheTensorLacksIsRefused() {
        try (WeightVectors vectors = new PlainMerge(TensorDivision.NONE).read()) {
            assertThatThrownBy(
                            () ->
                                    vectors.contractRows(
                                            "table",
                                            new long[] {9},
                                            memory(new float[23]),
                                            new double[vectors.coefficients()]))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("9 rows has no row 9");
        }
    }

    @ParameterizedTest
    @MethodSource("divisions")
    void normsAreThoseOfWhatIsMultiplied(TensorDivision division) {
        var plain = new PlainMerge(division);
        try (WeightVectors vectors = plain.read()) {
            double[] wanted = plain.norms();
            double[] norms = vectors.norms();
            for (int i = 0; i < wanted.length; i++) {
                assertThat(norms[i]).isCloseTo(wanted[i], within(1e-12));
            }
        }
    }

    @Test
    void memoryIsTakenOnlyForWhatChanges() {
        var plain = new PlainMerge(TensorDivision.NONE);
        try (WeightVectors vectors = plain.read()) {
            assertThat(vectors.changes("same")).isFalse();
            assertThat(vectors.changes("unknown")).isFalse();
            assertThat(vectors.changes("small")).isTrue();
            long elements = 3 * (1 + 9 * 23 + 4098 + 3 * 4100) + 2 * 13;
            assertThat(vectors.bytes()).isEqualTo(elements * Float.BYTES);
        }
    }

    static Stream<Function<double[], double[]>> curves() {
        return Stream.of(
                c -> Arrays.stream(c).map(x -> x * Math.abs(x)).toArray(),
                c -> Arrays.stream(c).map(x -> Math.max(x, 0)).toArray(),
                c -> Arrays.stream(c).map(x -> x / Arrays.stream(c).sum()).toArray(),
                c -> Arrays.stream(c).map(x -> c[0]).toArray(),
                c -> new double[] {c[1], c[0], c[2], c[3]});
    }

    @ParameterizedTest
    @MethodSource("curves")
    void mergesThatAreNotLinearOrOfOtherTensorsAreRefused(Function<double[], double[]> curve) {
        var plain = new PlainMerge(TensorDivision.NONE);
        Function<double[], WeightSource> bent =
                c -> plain.at(Arrays.stream(c).allMatch(x -> x == 0) ? c : curve.apply(c));
        assertThatThrownBy(
                        () ->
                                WeightVectors.read(
                                        bent,
                                        plain.directions,
                                        plain.division,
                                        plain.tensors.keySet()))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("must be linear in its weights");
    }

    @Test
    void aPartWithoutCoefficientIsRefused() {
        var plain = new PlainMerge(TensorDivision.chunks(2));
        assertThatThrownBy(
                        () ->
                                WeightVectors.read(
                                        _ -> plain.at(new double[8]),
                                        plain.directions.subList(0, 3),
                                        plain.division,
                                        plain.tensors.keySet()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have a coefficient");
    }

    private static double[] coefficients(WeightVectors vectors) {
        double[] coefficients = new double[vectors.coefficients()];
        Arrays.setAll(coefficients, i -> Math.sin(i + 1) * 1.3);
        return coefficients;
    }

    private static MemorySegment memory(float[] values) {
        return MemorySegment.ofArray(values);
    }

    private static void assertClose(double[] sums, double[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            assertThat(sums[i]).as("coefficient %d", i).isCloseTo(wanted[i], within(1e-10));
        }
    }

    @Test
    void manyModelsMayRoundManyTimes() {
        var merge = new ManyRoundings(256, 512);
        List<Direction> directions =
                IntStream.range(0, merge.models())
                        .mapToObj(model -> new Direction(model, Set.of("w"), 0))
                        .toList();
        try (var vectors =
                WeightVectors.read(merge::at, directions, TensorDivision.NONE, List.of("w"))) {
            assertThat(vectors.changes("w")).isTrue();
        }
    }

    /** Adds models one after the other to ones, in float32. */
    private record ManyRoundings(int models, int elements) {

        WeightSource at(double[] coefficients) {
            return new WeightSource() {
                @Override
                public Optional<TensorInfo> info(String name) {
                    return Optional.of(new TensorInfo(name, DType.F32, Shape.of(elements)));
                }

                @Override
                public void read(String name, MemorySegment out) {
                    for (int i = 0; i < elements; i++) {
                        float sum = 1;
                        for (int model = 0; model < models; model++) {
                            int steps = 1 + (7 * model + i) % 5;
                            sum += (float) (coefficients[model] * steps * 0x1p-23);
                        }
                        out.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, sum);
                    }
                }
            };
        }
    }
}
