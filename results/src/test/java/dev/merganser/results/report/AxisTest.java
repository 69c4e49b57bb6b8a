package dev.merganser.results.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

import org.junit.jupiter.api.Test;

import java.util.List;

class AxisTest {
    private static final Objective LOSS = Objective.of("a", "nll", Direction.MINIMIZE);
    private static final Objective ACCURACY = Objective.of("a", "accuracy", Direction.MAXIMIZE);

    @Test
    void betterLiesFartherWhateverTheDirection() {
        Axis loss = Axis.of(LOSS, List.of(0.5, 0.7, 1.0), List.of());
        Axis accuracy = Axis.of(ACCURACY, List.of(0.5, 0.7, 1.0), List.of());

        assertThat(loss.share(0.5)).isGreaterThan(loss.share(1.0));
        assertThat(accuracy.share(1.0)).isGreaterThan(accuracy.share(0.5));
        assertThat(loss.better()).startsWith("lower");
        assertThat(accuracy.better()).startsWith("higher");
    }

    @Test
    void aFarWorseBaselineDoesNotStretchTheAxisAndABetterOneDoes() {
        Axis axis = Axis.of(LOSS, List.of(0.5, 0.7, 1.0), List.of(0.2, 1.2, 9.0));

        assertThat(axis.beyond(9.0)).isTrue();
        assertThat(axis.share(9.0)).isZero();
        assertThat(axis.beyond(1.2)).isFalse();
        assertThat(axis.share(0.2)).isBetween(0.9, 1.0);
    }

    @Test
    void ticksAreRoundValuesInside() {
        Axis axis = new Axis(LOSS, 1.07, 0.42);

        assertThat(axis.ticks(5)).hasSize(6);
        assertThat(axis.ticks(5).getFirst()).isEqualTo(0.5, within(1e-12));
        assertThat(axis.tickText(0.5, 5)).isEqualTo("0.5");
        assertThat(new Axis(LOSS, 0, 5000).tickText(1000, 5)).isEqualTo("1000");
        assertThat(new Axis(LOSS, 0.4340, 0.4385).tickText(0.435, 5)).isEqualTo("0.435");
    }

    @Test
    void oneValueAloneHasAnAxis() {
        Axis axis = Axis.of(LOSS, List.of(0.5), List.of());

        assertThat(axis.share(0.5)).isEqualTo(0.5, within(0.01));
        assertThat(axis.ticks(5)).isNotEmpty();
    }
}
