package dev.merganser.recipes.method.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.WorkedExamples;

import org.junit.jupiter.api.Test;

class MagMaxTest {

    @Test
    void givesTheWorkedExample() {
        float[] merged = WorkedExamples.merge("magmax").with("lambda", 1).merged();
        assertThat(WorkedExamples.delta(merged)).isEqualTo(WorkedExamples.expected("magmax"));
    }

    @Test
    void ofOneMagnitudeTheLaterModelWins() {
        ArrayMerge merge = ArrayMerge.of("magmax").base(1, 1).with("lambda", 1);
        assertThat(merge.model(3, 0).model(-1, 2).merged()).containsExactly(-1, 2);
    }

    @Test
    void theLargestIsChosenAmongWeightedTaskVectors() {
        ArrayMerge merge = ArrayMerge.of("magmax").base(0, 0).weighted(.5, 8, 2).weighted(1, 3, 3);
        assertThat(merge.with("lambda", .5).merged()).containsExactly(2, 1.5f);
    }
}
