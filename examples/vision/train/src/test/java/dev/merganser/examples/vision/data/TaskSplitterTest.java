package dev.merganser.examples.vision.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

class TaskSplitterTest {

    @Test
    void noPictureIsInTwoPartsEvenIfTheDataSetHoldsItTwice() {
        LabelledImages training = numbered(0, 40);
        LabelledImages test = numbered(35, 10);
        var sizes = new TaskSplitter.Sizes(20, 5, 10, 10);

        var task = TaskSplitter.of(1).official("digits", 10, training, test, sizes);

        assertThat(task.test().contents()).isEqualTo(test.contents());
        assertDisjoint(task);
    }

    @Test
    void everyClassGivesTheSameNumberToEachPart() {
        var classes = List.of(numbered(0, 20), numbered(20, 20));
        var sizes = new TaskSplitter.Sizes(8, 3, 4, 5);

        var task = TaskSplitter.of(1).byClass("doodles", classes, sizes);

        assertThat(task.training().count()).isEqualTo(16);
        assertThat(task.search().count()).isEqualTo(6);
        assertThat(task.validation().count()).isEqualTo(8);
        assertThat(task.test().count()).isEqualTo(10);
        assertDisjoint(task);
    }

    @Test
    void theRestHoldsNothingThatWasHandedOut() {
        var splitter = TaskSplitter.of(1);
        var sizes = new TaskSplitter.Sizes(8, 3, 4, 5);
        splitter.byClass("doodles", List.of(numbered(0, 20)), sizes);

        assertThat(splitter.others(numbered(15, 10)).contents())
                .isEqualTo(numbered(20, 5).contents());
    }

    @Test
    void oneSeedGivesOneOrder() {
        int[] first = Shuffle.order(50, Shuffle.generator(4));

        assertThat(Shuffle.order(50, Shuffle.generator(4))).containsExactly(first);
        assertThat(Shuffle.order(50, Shuffle.generator(5))).isNotEqualTo(first);
        assertThat(first).containsExactlyInAnyOrder(IntStream.range(0, 50).toArray());
    }

    private static void assertDisjoint(TaskImages task) {
        var all = new ArrayList<ByteBuffer>();
        List.of(task.training(), task.search(), task.validation(), task.test())
                .forEach(part -> all.addAll(contents(part)));
        assertThat(new HashSet<>(all)).hasSameSizeAs(all);
    }

    private static Collection<ByteBuffer> contents(LabelledImages images) {
        assertThat(images.contents()).hasSize(images.count());
        return images.contents();
    }

    /** Images whose first pixels spell their number. */
    private static LabelledImages numbered(int from, int count) {
        ByteBuffer pixels = ByteBuffer.allocate(count * LabelledImages.PIXELS);
        for (int i = 0; i < count; i++) {
            pixels.putInt(i * LabelledImages.PIXELS, from + i);
        }
        return LabelledImages.of(pixels.array(), new int[count]);
    }
}
