package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

class KeptElementsTest {

    private static final int ELEMENTS = 2 * 4096 + 13;

    private final Sparsifier dropping = new RandomDrop(MaskSource.seeded(7).mask("w", 1, 0.4));

    @Test
    void keepsTheSameElementsTheSecondTimeWithoutAskingAgain() {
        var asked = new AtomicInteger();
        Sparsifier counting =
                (from, delta, count) -> {
                    asked.incrementAndGet();
                    dropping.apply(from, delta, count);
                };
        var kept = new KeptElements(counting, ELEMENTS);

        float[] first = sparsified(kept, 4096);
        float[] second = sparsified(kept, 4096);

        assertThat(first).containsExactly(sparsified(dropping, ELEMENTS));
        assertThat(second).containsExactly(first);
        assertThat(asked.get()).isEqualTo(3 + 1); // the short end is asked for again
    }

    @Test
    void blocksOfAnotherLengthAreAsTheSparsifierSays() {
        var kept = new KeptElements(dropping, ELEMENTS);
        sparsified(kept, 4096);

        assertThat(sparsified(kept, 1000)).containsExactly(sparsified(dropping, ELEMENTS));
    }

    private static float[] sparsified(Sparsifier sparsifier, int block) {
        float[] values = values();
        for (int from = 0; from < ELEMENTS; from += block) {
            int count = Math.min(block, ELEMENTS - from);
            float[] part = new float[count];
            System.arraycopy(values, from, part, 0, count);
            sparsifier.apply(from, part, count);
            System.arraycopy(part, 0, values, from, count);
        }
        return values;
    }

    private static float[] values() {
        var random = new Random(5);
        float[] values = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            values[i] = i % 17 == 0 ? 0 : (float) random.nextGaussian();
        }
        return values;
    }
}
