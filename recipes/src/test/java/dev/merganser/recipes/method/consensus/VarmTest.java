package dev.merganser.recipes.method.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.WorkedExamples;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class VarmTest {

    /** τ₁ has 27 of the 49 squares, so the first element is 27/49 · 1 + 22/49 · 0. */
    @Test
    void weighsTaskVectorsByTheirSquares() {
        double[] weights = WorkedExamples.expected("sce_k100_varm_like_weights");
        double[] delta = WorkedExamples.delta(WorkedExamples.merge("varm").merged());
        assertThat(delta[0]).isCloseTo(weights[0], within(1e-6));
        assertThat(delta[1]).isCloseTo(2 * weights[0] + weights[1], within(1e-6));
        assertThat(delta[4]).isCloseTo(-2 * weights[1], within(1e-6));
    }

    /** An expert whose task vector is c times as large has c² times the weight. */
    @Test
    void aModelAloneKeepsItsTaskVectorAndAMultipleOutweighsIt() {
        assertThat(ArrayMerge.of("varm").base(1, 1).model(3, 0).merged()).containsExactly(3, 0);
        float[] both = ArrayMerge.of("varm").base(0, 0).model(1, -2).model(2, -4).merged();
        assertThat(both).containsExactly(new float[] {1.8f, -3.6f}, within(1e-6f));
    }

    @Test
    void aTensorOfSeveralStretchesIsWeighedAsAWhole() {
        int n = (1 << 19) + 5;
        float[] one = new float[n];
        float[] two = new float[n];
        Arrays.fill(one, 1);
        one[n - 1] = 1 << 10; // as much as twice all the others
        Arrays.fill(two, -1);
        float[] merged = ArrayMerge.of("varm").base(new float[n]).model(one).model(two).merged(999);
        double squares = n - 1 + (double) (1 << 20);
        float expected = (float) ((squares - n) / (squares + n));
        assertThat(merged[0]).isCloseTo(expected, within(1e-6f));
    }
}
