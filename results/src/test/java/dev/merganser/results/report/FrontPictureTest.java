package dev.merganser.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.front.SplitValues;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class FrontPictureTest {

    private static final List<Objective> OBJECTIVES =
            List.of(
                    new Objective("a", "task", "nll", Direction.MINIMIZE),
                    new Objective("b", "task", "nll", Direction.MINIMIZE));

    @Test
    void theBestBaselineIsInsideHoweverNarrowTheFrontIs() {
        List<Mark> marks =
                List.of(
                        mark(Mark.FRONT, "1", 1.00, 2.02),
                        mark(Mark.FRONT, "2", 1.01, 2.01),
                        mark(Mark.FRONT, "3", 1.02, 2.00),
                        mark(Mark.BASELINE, "b1", 9.00, 9.00),
                        mark(Mark.BEST, "b2", 3.00, 4.00));

        String picture = FrontPicture.inline(OBJECTIVES, marks);

        assertThat(diamond(picture, "best")).isNotEqualTo(diamond(picture, "baseline outside"));
    }

    private static Mark mark(String kind, String label, double a, double b) {
        return new Mark(
                kind, label, label, new SplitValues(Map.of("a", a, "b", b), Map.of(), Map.of()));
    }

    /** Where the first diamond of a kind stands: the middle of its path. */
    private static String diamond(String picture, String kind) {
        String path = picture.split("class=\"" + kind + "\"", 2)[1];
        return path.split(" d=\"M", 2)[1].split("[ lLhHvV]", 2)[0];
    }
}
