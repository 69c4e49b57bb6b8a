package dev.merganser.recipes.method.taskvector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Comparator;
import java.util.stream.IntStream;

class BreadcrumbsTest {
    private static final float[] DELTAS = {1, -9, 3, 0, -5, 2, 8, 4, -7, 6};

    @Test
    void theLargestAndTheSmallestElementsGo() {
        assertThat(masked(.5, .2, DELTAS)).containsExactly(0, 0, 3, 0, -5, 0, 0, 4, -7, 6);
        assertThat(masked(.8, .1, DELTAS)).containsExactly(1, 0, 3, 0, -5, 2, 8, 4, -7, 6);
    }

    @Test
    void withNoOutliersTheLargestStay() {
        assertThat(masked(.3, .05, DELTAS)).containsExactly(0, -9, 0, 0, 0, 0, 8, 0, -7, 0);
    }

    @Test
    void fewerOfTheLargestGoWhereDensityLeavesNoRoom() {
        assertThat(masked(.9, .3, DELTAS)).containsExactly(1, 0, 3, 0, -5, 2, 8, 4, -7, 6);
        assertThat(masked(1, .3, DELTAS)).containsExactly(DELTAS);
    }

    @Test
    void densityZeroIsTheBase() {
        assertThat(masked(0, .1, DELTAS)).containsOnly(0);
    }

    @Test
    void breadcrumbsTiesElectsASign() {
        float[] merged =
                ArrayMerge.of("breadcrumbs_ties")
                        .base(new float[3])
                        .model(3, 1, 1)
                        .model(-1, -2, 1)
                        .merged();
        assertThat(merged).containsExactly(3, -2, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 207, 4098, 300_000})
    void keepsWhatASortWouldKeep(int n) {
        float[] deltas = new RandomTensors(n).normal(n, 2);
        for (int i = 0; i < n; i += 2) {
            deltas[i] = Math.round(deltas[i]);
        }
        assertThat(masked(.4, .07, deltas)).isEqualTo(sorted(.4, .07, deltas));
    }

    private static float[] masked(double density, double gamma, float... deltas) {
        return ArrayMerge.of("breadcrumbs")
                .base(new float[deltas.length])
                .model(deltas)
                .with("density", density)
                .with("gamma", gamma)
                .merged(100);
    }

    private static float[] sorted(double density, double gamma, float[] deltas) {
        float[] kept = new float[deltas.length];
        IntStream.range(0, deltas.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs(deltas[i])))
                .skip((long) (gamma * deltas.length))
                .limit((long) (density * deltas.length))
                .forEach(i -> kept[i] = deltas[i]);
        return kept;
    }
}
