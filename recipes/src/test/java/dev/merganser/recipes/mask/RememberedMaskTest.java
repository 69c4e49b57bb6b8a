package dev.merganser.recipes.mask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

class RememberedMaskTest {

    private static final int ELEMENTS = 2 * 4096 + 13;

    private final MaskSource.Mask drawn = MaskSource.seeded(7).mask("w", 1, 0.4);
    private final AtomicInteger asked = new AtomicInteger();
    private final BlockMask counting =
            number -> {
                asked.incrementAndGet();
                return PhiloxBlock.words(7, 1, 1 << 14, number);
            };

    @Test
    void keepsTheSameElementsTheSecondTimeWithoutAskingAgain() {
        var mask = new RememberedMask(counting, ELEMENTS);

        float[] first = dropped(mask, 4096);
        float[] second = dropped(mask, 4096);

        assertThat(first).containsExactly(dropped(counting, ELEMENTS));
        assertThat(second).containsExactly(first);
        assertThat(asked.get()).isEqualTo(3 + 3); // the other three by the line before
    }

    @Test
    void blocksOfAnotherLengthAreAsTheMaskSays() {
        MaskSource.Mask mask = drawn.remembered(ELEMENTS);
        dropped(mask, 4096);

        assertThat(dropped(mask, 1000)).containsExactly(dropped(drawn, ELEMENTS));
    }

    private static float[] dropped(MaskSource.Mask mask, int block) {
        float[] values = new float[ELEMENTS];
        for (int from = 0; from < ELEMENTS; from += block) {
            int count = Math.min(block, ELEMENTS - from);
            float[] part = new float[count];
            Arrays.fill(part, -2);
            mask.drop(from, part, count);
            System.arraycopy(part, 0, values, from, count);
        }
        return values;
    }
}
