package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Vec;

import org.junit.jupiter.api.Test;

import java.util.List;

class SurvivorsTest {

    private static List<Long> survivors(int capacity, double[]... costs) {
        Survivors survivors = new Survivors(capacity);
        for (int i = 0; i < costs.length; i++) {
            survivors.add(Phenotype.of(Genotypes.of(List.of(0.5)), i + 1, Vec.of(costs[i])));
        }
        return survivors.ordered().map(Phenotype::generation).asList();
    }

    private static double[] costs(double... values) {
        return values;
    }

    @Test
    void ranksComeFirst() {
        assertThat(survivors(9, costs(3, 3), costs(2, 2), costs(1, 1))).containsExactly(3L, 2L, 1L);
    }

    /** Distances by hand: (2, 7) has 4/8 + 4/8, (4, 5) has 3/8 + 4/8, (5, 4) has 5/8 + 4/8. */
    @Test
    void withinARankTheLeastCrowdedComeFirst() {
        assertThat(survivors(9, costs(4, 5), costs(1, 9), costs(5, 4), costs(9, 1), costs(2, 7)))
                .containsExactly(2L, 4L, 3L, 5L, 1L);
    }

    @Test
    void theWorstDies() {
        assertThat(survivors(2, costs(2, 2), costs(1, 1), costs(3, 0))).containsExactly(2L, 3L);
    }

    @Test
    void copiesComeLastAndTheFirstToldStays() {
        assertThat(survivors(9, costs(0, 1), costs(0, 1), costs(1, 0), costs(2, 2)))
                .containsExactly(1L, 3L, 4L, 2L);
    }

    @Test
    void anObjectiveThatIsAlwaysEqualDoesNotMatter() {
        assertThat(survivors(3, costs(1, 9, 5), costs(4, 5, 5), costs(9, 1, 5), costs(4.1, 4.9, 5)))
                .hasSize(3)
                .contains(1L, 3L);
    }
}
