package dev.merganser.evaluators.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.data.TestItems;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.Map;

class NearDuplicatesTest {

    @Test
    void slightlyChangedItemsOfAnEarlierSplitAreCounted() {
        Items search = TestItems.random(50, 10, 1, 200);
        float[] values = search.values(0, 20).toArray(ValueLayout.JAVA_FLOAT);
        for (int i = 0; i < values.length; i += 50) {
            values[i] += .01f;
        }
        Items near = TestItems.of(Shape.of(200), values, new int[20]);
        Items far = TestItems.random(30, 10, 2, 200);

        assertThat(NearDuplicates.count(Map.of(Split.SEARCH, search, Split.TEST, near)))
                .isEqualTo(20);
        assertThat(NearDuplicates.count(Map.of(Split.SEARCH, search, Split.TEST, far))).isZero();
    }
}
