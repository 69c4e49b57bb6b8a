package dev.merganser.recipes.method.spectral;

import static dev.merganser.recipes.method.spectral.TestMatrices.diagonal;
import static dev.merganser.recipes.method.spectral.TestMatrices.diagonals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.ArrayMerge;

import org.junit.jupiter.api.Test;

class AswudiTest {

    /**
     * The roots of λ are as 8 : 4 : 2 : 1, their participation ratio is 225/85, so it goes along
     * three directions.
     */
    @Test
    void itGoesAlongAsManyDirectionsAsWorkedOutByHand() {
        assertThat(diagonal(diagonals("aswudi")))
                .containsExactly(new float[] {8, 4, 2, 2}, within(1e-6f));
    }

    /** Equal λ: as many directions as there are, which is all of the way. */
    @Test
    void whereAllDirectionsMatterAlikeItIsTheClosedForm() {
        float[] vector = {3, 0, 0, 0, 0, 3, 0, 3, 0};
        assertThat(twice("aswudi", vector)).containsExactly(twice("wudi", vector), within(1e-6f));
    }

    private static float[] twice(String method, float[] vector) {
        return ArrayMerge.of(method)
                .shaped(3, 3)
                .base(new float[9])
                .model(vector)
                .model(vector)
                .merged();
    }
}
