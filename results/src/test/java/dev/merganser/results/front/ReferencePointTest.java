package dev.merganser.results.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class ReferencePointTest {
    private static final List<Objective> OBJECTIVES =
            List.of(
                    Objective.of("a", "accuracy", Direction.MAXIMIZE),
                    Objective.of("b", "nll", Direction.MINIMIZE));
    private static final ReferencePoint FRAME =
            ReferencePoint.of(OBJECTIVES, List.of(values(0.5, 2), values(0.9, 1), values(0.6, 3)));

    @Test
    void isTheWorstBaselinePlusATenthOfTheRange() {
        assertThat(FRAME.point().get("a.accuracy")).isEqualTo(0.5 - 0.04, within(1e-12));
        assertThat(FRAME.point().get("b.nll")).isEqualTo(3 + 0.2, within(1e-12));
        assertThat(FRAME.ranges().get("a.accuracy")).isEqualTo(0.4, within(1e-12));
        assertThat(FRAME.ranges().get("b.nll")).isEqualTo(2.0);
    }

    @Test
    void aRangeOfZeroIsOneOrTheValue() {
        ReferencePoint small = ReferencePoint.of(OBJECTIVES, List.of(values(0.5, 0.25)));
        ReferencePoint large = ReferencePoint.of(OBJECTIVES, List.of(values(0.5, 40)));

        assertThat(small.ranges()).containsEntry("a.accuracy", 1.0).containsEntry("b.nll", 1.0);
        assertThat(large.ranges()).containsEntry("b.nll", 40.0);
        assertThat(large.point()).containsEntry("b.nll", 44.0);
    }

    @Test
    void theIdealOfTheBaselinesHasHypervolumeOnePointOneToTheObjectives() {
        assertThat(FRAME.hypervolume(List.of(FRAME.costs(values(0.9, 1)))))
                .isEqualTo(1.1 * 1.1, within(1e-12));
    }

    @Test
    void hypervolumeIsThatOfTheScaledCosts() {
        // From the reference: (0.34 / 0.4, 1.2 / 2) and (0.44 / 0.4, 0.2 / 2).
        double expected = 0.85 * 0.6 + (1.1 - 0.85) * 0.1;

        assertThat(
                        FRAME.hypervolume(
                                List.of(FRAME.costs(values(0.8, 2)), FRAME.costs(values(0.9, 3)))))
                .isEqualTo(expected, within(1e-12));
    }

    @Test
    void theBestTunedBaselineHasTheLargestHypervolumeOfItsOwn() {
        assertThat(
                        BestBaseline.of(
                                FRAME,
                                List.of(
                                        baseline(1, values(0.5, 1)),
                                        baseline(2, values(0.8, 1.5)),
                                        baseline(3, values(0.9, 3)))))
                .map(BaselinePoint::name)
                .contains("baseline 2");
        assertThat(BestBaseline.of(FRAME, List.of())).isEmpty();
    }

    @Test
    void aMissingOrNaNValueIsRefused() {
        assertThatThrownBy(() -> FRAME.costs(Map.of("a.accuracy", 1.0)))
                .hasMessageContaining("'b.nll' must be finite");
        assertThatThrownBy(() -> ReferencePoint.of(OBJECTIVES, List.of()))
                .hasMessageContaining("at least one baseline");
    }

    private static Map<String, Double> values(double a, double b) {
        return Map.of("a.accuracy", a, "b.nll", b);
    }

    private static BaselinePoint baseline(int number, Map<String, Double> values) {
        return new BaselinePoint(
                CandidateId.baseline(number),
                "baseline " + number,
                new SplitValues(values, Map.of(), Map.of()),
                Optional.empty(),
                Optional.empty());
    }
}
