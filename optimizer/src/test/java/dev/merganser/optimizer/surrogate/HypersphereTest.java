package dev.merganser.optimizer.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.Random;

class HypersphereTest {

    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void anglesByHand() {
        assertThat(Hypersphere.angles(new double[] {2, 2}))
                .containsExactly(new double[] {Math.PI / 4}, EXACT);
        assertThat(Hypersphere.angles(new double[] {1, 1, Math.sqrt(2)}))
                .containsExactly(new double[] {Math.PI / 3, Math.atan(Math.sqrt(2))}, EXACT);
        assertThat(Hypersphere.radius(new double[] {1, 1, Math.sqrt(2)})).isEqualTo(2, EXACT);
        assertThat(Hypersphere.angles(new double[] {3})).isEmpty();
    }

    @Test
    void anAxisHasRightAnglesOnly() {
        assertThat(Hypersphere.angles(new double[] {1, 0, 0}))
                .containsExactly(new double[] {0, Math.PI / 2}, EXACT);
        assertThat(Hypersphere.angles(new double[] {0, 0, 1}))
                .containsExactly(new double[] {Math.PI / 2, Math.PI / 2}, EXACT);
    }

    @Test
    void pointsAreFoundAgain() {
        var random = new Random(3);
        for (int size = 1; size <= 7; size++) {
            double[] point = random.doubles(size).toArray();
            assertThat(Hypersphere.point(Hypersphere.radius(point), Hypersphere.angles(point)))
                    .containsExactly(point, EXACT);
        }
    }
}
