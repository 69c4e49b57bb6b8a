package dev.merganser.evaluators.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.data.TestItems;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.yaml.YamlMap;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.stream.IntStream;

class SplitterTest {

    @Test
    void fractionsCutTheHashRangeInOrder() {
        long[] hashes = {
            0x0000000000000000L,
            0x7fffffffffffffffL,
            0x8000000000000000L,
            0xbfffffffffffffffL,
            0xc000000000000000L,
            0xffffffffffffffffL
        };
        assertThat(Splitter.choose(hashes, SplitSizes.DEFAULT, "x"))
                .containsExactly(
                        Split.SEARCH,
                        Split.SEARCH,
                        Split.VALIDATION,
                        Split.VALIDATION,
                        Split.TEST,
                        Split.TEST);
    }

    @Test
    void theHashIsSha256OfTheLittleEndianFloats() {
        // reckoned with another language: u is .9308, .0012 and .5954
        Items items = TestItems.of(Shape.of(2), new float[] {1, -2, 0, .5f, 3, 4}, 0, 1, 2);
        Map<Split, Items> parts = Splitter.split(items, SplitSizes.DEFAULT, "x");
        assertThat(parts.get(Split.TEST).label(0)).isEqualTo(0);
        assertThat(parts.get(Split.SEARCH).label(0)).isEqualTo(1);
        assertThat(parts.get(Split.VALIDATION).label(0)).isEqualTo(2);
    }

    @Test
    void countsTakeTheSmallestHashesSearchFirst() {
        long[] hashes = {50, -1, 10, 30, 20, 40};
        assertThat(Splitter.choose(hashes, sizes("{search: 2, validation: 1, test: 2}"), "x"))
                .containsExactly(
                        Split.TEST, null, Split.SEARCH, Split.VALIDATION, Split.SEARCH, Split.TEST);
    }

    @Test
    void moreItemsThanThereAreIsBadData() {
        assertThatThrownBy(() -> Splitter.choose(new long[2], sizes("{search: 3}"), "Task 'x'"))
                .isInstanceOf(BadDataException.class)
                .hasMessage("Task 'x': its split sizes need 3 items, but it has 2.");
    }

    @Test
    void theSplitOfAnItemDoesNotDependOnTheOthersAndSharesAreRight() {
        Items items = TestItems.random(4_000, 10, 3, 5);
        Map<Split, Items> parts = Splitter.split(items, SplitSizes.DEFAULT, "x");
        assertThat((double) parts.get(Split.SEARCH).count()).isCloseTo(2_000, within(150.));
        assertThat((double) parts.get(Split.TEST).count()).isCloseTo(1_000, within(120.));
        int[] half = IntStream.range(0, 2_000).toArray();
        Items search =
                Splitter.split(items.select(half), SplitSizes.DEFAULT, "x").get(Split.SEARCH);
        for (int i = 0; i < search.count(); i++) {
            assertThat(search.canonicalInput(i))
                    .isEqualTo(parts.get(Split.SEARCH).canonicalInput(i));
        }
    }

    @Test
    void sizesMustBeFractionsOrWholeCounts() {
        for (String text :
                new String[] {"{search: 0.8, validation: 0.5}", "{search: -1}", "{test: 5}"}) {
            assertThatThrownBy(() -> sizes(text))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessageStartingWith(
                            "t.yml: split must be fractions that add up to at most 1, or whole"
                                    + " counts, and leave something to search; found search ");
        }
    }

    private static SplitSizes sizes(String text) {
        return SplitSizes.of(YamlMap.parse("split: " + text, "t.yml").map("split"));
    }
}
