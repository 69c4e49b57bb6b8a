package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class CostScalingTest {

    private final CostScaling scaling = new CostScaling(2);

    /** The plane through (4, 0) and (1, 6) meets the axes at 4 and 8. */
    @Test
    void rangesEndWhereThePlaneThroughTheExtremesMeetsTheAxes() {
        List<double[]> front =
                List.of(new double[] {4, 0}, new double[] {2, 3}, new double[] {0, 8});
        scaling.learn(front, front);
        assertThat(scaling.scaled(new double[] {2, 4}))
                .containsExactly(new double[] {.5, .5}, within(1e-12));
    }

    /** Until then its range would be 9, that of a point which is on the axis to the last bit. */
    @Test
    void anExtremeIsForgottenWhereOneNearlyOnTheAxisIsNearer() {
        List<double[]> far = List.of(new double[] {9, 0}, new double[] {0, 8});
        scaling.learn(far, far);
        assertThat(scaling.scaled(new double[] {9, 8}))
                .containsExactly(new double[] {1, 1}, within(1e-12));
        List<double[]> near =
                List.of(new double[] {9, 0}, new double[] {3, 1e-5}, new double[] {0, 8});
        scaling.learn(near, near);
        assertThat(scaling.scaled(new double[] {3, 8}))
                .containsExactly(new double[] {1, 1}, within(1e-4));
    }

    /** In units of that front (90, 8) the point (.2, 6) would be as good as on the second axis. */
    @Test
    void onePointFarOutStretchesNothing() {
        List<double[]> front =
                List.of(new double[] {4, 0}, new double[] {.2, 6}, new double[] {0, 8});
        scaling.learn(front, front);
        List<double[]> stretched = new ArrayList<>(front);
        stretched.add(new double[] {90, 0});
        scaling.learn(stretched, stretched);
        assertThat(scaling.scaled(new double[] {4, 8}))
                .containsExactly(new double[] {1, 1}, within(1e-12));
    }

    @Test
    void unitsOfCostsDoNotMatter() {
        List<double[]> front =
                List.of(new double[] {4e-9, 0}, new double[] {1e-9, 4e9}, new double[] {0, 8e9});
        scaling.learn(front, front);
        assertThat(scaling.scaled(new double[] {2e-9, 4e9}))
                .containsExactly(new double[] {.5, .5}, within(1e-12));
    }

    @Test
    void withoutAPlaneRangesEndAtTheWorstOfTheFront() {
        List<double[]> one = List.of(new double[] {1, 2}, new double[] {3, 2});
        scaling.learn(one, one);
        assertThat(scaling.scaled(new double[] {3, 2})[0]).isCloseTo(1, within(1e-12));
    }
}
