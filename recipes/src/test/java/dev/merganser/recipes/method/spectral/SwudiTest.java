package dev.merganser.recipes.method.spectral;

import static dev.merganser.recipes.method.spectral.TestMatrices.diagonal;
import static dev.merganser.recipes.method.spectral.TestMatrices.diagonals;
import static dev.merganser.recipes.method.spectral.TestMatrices.floats;
import static dev.merganser.recipes.method.spectral.TestMatrices.interference;
import static dev.merganser.recipes.method.spectral.TestMatrices.random;
import static dev.merganser.recipes.method.spectral.TestMatrices.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SwudiTest {

    @Test
    void theWorkedExampleComesOutAsWorkedOut() {
        assertThat(WorkedExample.added(WorkedExample.merge("swudi").with("t", 2).with("rho", .75)))
                .containsExactly(
                        new float[] {
                            .830678f, 2.347524f, .456765f, -.746740f,
                            -1.341774f, 3.187924f, .250688f, .612709f,
                            1.923996f, -.966060f, 3.042077f, -.307745f,
                            1.116272f, .065595f, -.244536f, 2.848003f
                        },
                        within(1e-6f));
    }

    @Test
    void theShareOfTheWayThatTimeLeavesIsLeft() {
        float left = (float) Math.exp(-3 * 128 / 85.0);
        float more = (float) Math.exp(-3 * 32 / 85.0);
        assertThat(diagonal(diagonals("swudi").with("t", 3).with("rho", .5)))
                .containsExactly(new float[] {8 + 8 * left, 4 + 4 * more, 4, 2}, within(1e-6f));
    }

    @Test
    void nearlyEverywhereForEverIsTheClosedForm() {
        float[] closed = random("wudi", 9, 7, 3).merged();
        float[] filtered = random("swudi", 9, 7, 3).with("t", 1e9).with("rho", 1).merged();
        assertThat(filtered).containsExactly(closed, within(1e-6f));
        assertThat(random("swudi", 9, 7, 3).with("t", 0).merged())
                .containsExactly(summed(9, 7, 3), within(1e-6f));
    }

    private static float[] summed(int rows, int columns, int models) {
        return floats(interference(vectors(rows, columns, models)).sum());
    }
}
