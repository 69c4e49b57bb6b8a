package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/** Which methods are linear in their weights is measured, and is what they say of themselves. */
class LinearInWeightTest {
    private static final int ELEMENTS = 207;
    private static final double[][] WEIGHTS = {{.5, 1.5, .25}, {-.5, 2, .75}, {3, -1, -2}};

    static Stream<String> methods() {
        return MergeMethods.all().stream()
                .map(MergeMethod::descriptor)
                .filter(method -> method.parameter("weight").isPresent())
                .map(MethodDescriptor::name);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aMethodIsLinearWhereItSaysSo(String method) {
        assertThat(hasSumOfNothing(method) && isLinear(method))
                .isEqualTo(MergeMethods.named(method).descriptor().linear());
    }

    /** Means whose weights must not all be 0 are no sums. */
    private static boolean hasSumOfNothing(String method) {
        try {
            return merged(method, new double[3]).length > 0;
        } catch (WrongUseException e) {
            assertThat(e).hasMessageContaining(" must not ");
            return false;
        }
    }

    /** Whether θ(w) = θ(0) + Σ wᵢ (θ(eᵢ) − θ(0)). */
    private static boolean isLinear(String method) {
        float[] zero = merged(method, new double[3]);
        float[][] units = new float[3][];
        for (int model = 0; model < 3; model++) {
            double[] unit = new double[3];
            unit[model] = 1;
            units[model] = merged(method, unit);
        }
        boolean linear = true;
        for (double[] weights : WEIGHTS) {
            float[] merged = merged(method, weights);
            for (int i = 0; i < ELEMENTS; i++) {
                double sum = zero[i];
                for (int model = 0; model < 3; model++) {
                    sum += weights[model] * (units[model][i] - zero[i]);
                }
                linear &= Math.abs(merged[i] - sum) < 1e-5;
            }
        }
        return linear;
    }

    private static float[] merged(String method, double[] weights) {
        MethodDescriptor descriptor = MergeMethods.named(method).descriptor();
        var random = new RandomTensors(8);
        float[] base = random.normal(ELEMENTS, 1);
        List<float[]> experts = List.of(random.expert(base, .5f), random.expert(base, .5f));
        ArrayMerge merge = ArrayMerge.of(method).shaped(9, 23);
        for (int model = 0; model < 3; model++) {
            merge.weighted(weights[model], model < 2 ? experts.get(model) : thirdExpert(base));
        }
        if (descriptor.baseUse() != BaseUse.NONE) {
            merge.base(base);
        }
        if (descriptor.parameter("normalize").isPresent()) {
            merge.with("normalize", false);
        }
        if (descriptor.parameter("density").isPresent()) {
            merge.with("density", .5);
        }
        descriptor.parameters().stream()
                .filter(spec -> spec.required() && spec.kind() == ParameterSpec.Kind.NUMBER)
                .filter(spec -> !spec.name().equals("weight"))
                .forEach(spec -> merge.with(spec.name(), .5));
        return merge.merged();
    }

    private static float[] thirdExpert(float[] base) {
        return new RandomTensors(9).expert(base, .5f);
    }
}
