package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.Measure;

import org.junit.jupiter.api.Test;

import java.util.List;

class MeasurementsTest {

    private static final Measure A = new Measure("a", "nll");
    private static final Measure B = new Measure("b", "nll");
    private static final Measure MEAN = new Measure("a+b", "nll");

    private final Measurements all = new Measurements();

    @Test
    void inAMeanEachTaskCountsTheSameHoweverManyItemsItHas() {
        all.add(A, new float[] {1, 3});
        all.add(B, new float[] {10, 10, 10, 14, 11, 11});
        all.addMean(MEAN, List.of(A, B));
        // means 2 and 11, so 6.5; 8 items: those of a weigh 8/2/2, those of b 8/2/6
        assertThat(all.value(MEAN)).isCloseTo(6.5, within(1e-6));
        assertThat(all.items().get(MEAN)).hasSize(8).startsWith(2, 6);
    }

    @Test
    void aMeanOfValuesWithoutItemsHasNone() {
        all.add(A, new float[] {1, 3});
        all.add(B, 11);
        all.addMean(MEAN, List.of(A, B));
        assertThat(all.value(MEAN)).isEqualTo(6.5);
        assertThat(all.items()).doesNotContainKey(MEAN);
    }
}
