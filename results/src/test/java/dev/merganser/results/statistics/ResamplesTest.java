package dev.merganser.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class ResamplesTest {

    @Test
    void meansEqualThoseOfItemsDrawnOneByOne() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4);
        for (int items : new int[] {1, 13, 207}) {
            float[][] scores = new float[3][items];
            for (float[] member : scores) {
                for (int i = 0; i < items; i++) {
                    member[i] = random.nextFloat();
                }
            }
            Resamples draws = Resamples.of(8, "digits", items, 40);
            double[][] means = draws.means(scores);
            double[] alone = draws.means(scores[2]);
            // A member that is 1 at one item and 0 elsewhere shows how often the item was drawn.
            float[][] unit = new float[items][items];
            for (int i = 0; i < items; i++) {
                unit[i][i] = 1;
            }
            double[][] shares = draws.means(unit);

            for (int row = 0; row < 40; row++) {
                assertThat(Arrays.stream(shares[row]).sum()).isEqualTo(1, within(1e-12));
                assertThat(alone[row]).isEqualTo(means[row][2], within(1e-12));
                for (int member = 0; member < 3; member++) {
                    double expected = 0;
                    for (int i = 0; i < items; i++) {
                        expected += shares[row][i] * scores[member][i];
                    }
                    assertThat(means[row][member]).isEqualTo(expected, within(1e-12));
                }
            }
        }
    }

    @Test
    void everyItemIsDrawnAboutAsOftenAsTheOthers() {
        float[][] unit = new float[50][50];
        for (int i = 0; i < 50; i++) {
            unit[i][i] = 50;
        }
        double[][] counts = Resamples.of(3, "x", 50, 4000).means(unit);

        for (int item = 0; item < 50; item++) {
            int column = item;
            assertThat(Arrays.stream(counts).mapToDouble(row -> row[column]).average().orElse(0))
                    .isEqualTo(1, within(0.08));
        }
    }
}
