package dev.merganser.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.journal.Event.Step;
import dev.merganser.results.step.GradientSlice;
import dev.merganser.results.step.StepKind;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class LossCurveTest {

    private final List<Step> steps = new ArrayList<>();

    private LossCurveTest add(StepKind kind, double total) {
        Optional<GradientSlice> gradient =
                kind == StepKind.GRADIENT
                        ? Optional.of(new GradientSlice(0, 1, "00000000"))
                        : Optional.empty();
        Map<String, Double> tasks = Map.of("digits", total / 2);
        steps.add(
                new Step(
                        steps.size() + 1,
                        kind,
                        0,
                        "00000000",
                        total,
                        tasks,
                        100,
                        gradient,
                        0,
                        Instant.EPOCH));
        return this;
    }

    private LossCurve curve() {
        return LossCurve.of(steps, 3).orElseThrow();
    }

    @Test
    void aRunWithoutStepsHasNone() {
        assertThat(LossCurve.of(List.of(), 0)).isEmpty();
    }

    @Test
    void heldOutLossesStandBehindTheDrawsBeforeThem() {
        add(StepKind.START, 9)
                .add(StepKind.HELD_OUT, 3)
                .add(StepKind.GRADIENT, 2.5)
                .add(StepKind.GRADIENT, 2)
                .add(StepKind.HELD_OUT, 1.25)
                .add(StepKind.GRADIENT, 1)
                .add(StepKind.HELD_OUT, 1.5);
        assertThat(curve().heldOut()).extracting(LossCurve.Point::after).containsExactly(0, 2, 3);
        assertThat(curve().draws()).extracting(LossCurve.Point::after).containsExactly(1, 2, 3);
        assertThat(curve().best().orElseThrow().after()).isEqualTo(2);
        assertThat(curve().words())
                .isEqualTo(
                        "Learned from 3 gradients: 700 forward passes of an item, worth 3 evaluations; held-out loss 3.000 at first, 1.250 at best, after 2.");
    }

    @Test
    void lossesAndGradientsAreToldApart() {
        add(StepKind.LOSS, 2).add(StepKind.LOSS, 1);
        assertThat(curve().asked()).isEqualTo("2 losses");
        add(StepKind.GRADIENT, 1);
        assertThat(curve().asked()).isEqualTo("1 gradient and 2 losses");
        assertThat(curve().best()).isEmpty();
    }

    @Test
    void onePointIsAPictureToo() {
        add(StepKind.HELD_OUT, 0);
        assertThat(LossPicture.total(curve())).contains("<svg").doesNotContain("NaN", "Infinity");
        assertThat(LossPicture.tasks(curve())).isEmpty();
    }
}
