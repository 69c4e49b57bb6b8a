package dev.merganser.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.Argument;

import org.junit.jupiter.api.Test;

class GridTest {

    private static Grid grid(double low, double high, boolean whole) {
        return Grid.of("p", new ParameterRange.Gene(low, high), whole);
    }

    @Test
    void wholeNumbersStayWhole() {
        Grid steps = grid(1, 4, true);
        assertThat(steps.value(0)).isEqualTo(Argument.of(1));
        assertThat(steps.value(0.4)).isEqualTo(Argument.of(2));
        assertThat(steps.value(1)).isEqualTo(Argument.of(4));
        assertThat(steps.gene(Argument.of(2)).orElseThrow()).isEqualTo(1 / 3.0);
        assertThat(steps.gene(Argument.of(5))).isEmpty();
    }

    @Test
    void numbersHaveFourDecimalsAndNarrowRangesAHundredSteps() {
        assertThat(grid(0.1, 1, false).value(0.12345)).isEqualTo(Argument.of(0.2111));
        assertThat(grid(0, 1e-5, false).value(0.1234)).isEqualTo(Argument.of(1.2e-6));
        assertThat(grid(0, 1e-5, false).gene(Argument.of(1.2e-6)).orElseThrow()).isEqualTo(0.12);
    }
}
