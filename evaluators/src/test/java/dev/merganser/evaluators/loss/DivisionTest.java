package dev.merganser.evaluators.loss;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

class DivisionTest {

    private static final int ITEMS = 103;

    private static Division fifth(long seed, String task) {
        return Division.of(ITEMS, .2, seed, task);
    }

    private static ItemGroup group(Division division, int size) {
        return new ItemGroup(Map.of(LossTerm.ENTROPY, 1.0), division, "task", size, 3);
    }

    private static List<Integer> boxed(int[] items) {
        return Arrays.stream(items).boxed().toList();
    }

    @Test
    void aFifthIsHeldOutAndNoItemIsOnBothSides() {
        Division division = fifth(1, "task");
        assertThat(division.heldOut()).hasSize(21).isSorted();
        assertThat(division.drawn()).hasSize(82).isSorted();
        Set<Integer> all = new HashSet<>(boxed(division.drawn()));
        all.addAll(boxed(division.heldOut()));
        assertThat(all).hasSize(ITEMS);
    }

    @Test
    void theDivisionDependsOnSeedAndTaskAlone() {
        assertThat(fifth(1, "task").heldOut()).isEqualTo(fifth(1, "task").heldOut());
        assertThat(fifth(1, "task").heldOut()).isNotEqualTo(fifth(2, "task").heldOut());
        assertThat(fifth(1, "task").heldOut()).isNotEqualTo(fifth(1, "other").heldOut());
    }

    @Test
    void theFirstItemsHeldOutAreFrozen() {
        assertThat(Division.of(20, .2, 1, "digits").heldOut()).containsExactly(FROZEN_HELD);
        assertThat(Shuffle.of(IntStream.range(0, 6).toArray(), 1, "digits epoch", 0))
                .containsExactly(FROZEN_ORDER);
    }

    private static final int[] FROZEN_HELD = {1, 7, 16, 18};
    private static final int[] FROZEN_ORDER = {2, 3, 1, 4, 5, 0};

    @Test
    void whereNothingIsHeldOutAllItemsServeBothSides() {
        Division division = Division.of(5, 0, 1, "task");
        assertThat(division.drawn()).containsExactly(0, 1, 2, 3, 4);
        assertThat(division.heldOut()).containsExactly(0, 1, 2, 3, 4);
        assertThat(Division.of(1, .5, 1, "task").drawn()).containsExactly(0);
        assertThat(Division.of(2, .01, 1, "task").heldOut()).hasSize(1);
    }

    @Test
    void fewItemsAreDividedAsAllAre() {
        Division few = fifth(1, "task").few(20, .2, 1, "task");
        assertThat(boxed(few.drawn())).hasSize(16).isSubsetOf(boxed(fifth(1, "task").drawn()));
        assertThat(boxed(few.heldOut())).hasSize(4).isSubsetOf(boxed(fifth(1, "task").heldOut()));
        assertThat(fifth(1, "task").few(1000, .2, 1, "task").drawn()).hasSize(82);
    }

    @Test
    void whereASideHasTooFewItemsBothHaveAll() {
        Division few = fifth(1, "task").few(3, .2, 1, "task");
        assertThat(few.drawn()).hasSize(2);
        assertThat(few.atLeast(1)).isSameAs(few);
        assertThat(few.atLeast(2).drawn()).hasSize(3).isEqualTo(few.atLeast(2).heldOut());
        assertThat(fifth(1, "task").few(1, .2, 1, "task").atLeast(1).heldOut()).hasSize(1);
    }

    @Test
    void fewItemsServeBothSidesWhereNothingIsHeldOut() {
        Division few = Division.of(ITEMS, 0, 1, "task").few(20, 0, 1, "task");
        assertThat(few.drawn()).hasSize(20).isEqualTo(few.heldOut());
    }

    @Test
    void anEpochHasEachItemOnceAndTheNextOneAnotherOrder() {
        ItemGroup group = group(Division.of(12, 0, 1, "task"), 4);
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        for (int draw = 0; draw < 3; draw++) {
            first.addAll(boxed(group.draw(draw)));
            second.addAll(boxed(group.draw(3 + draw)));
        }
        assertThat(first).doesNotHaveDuplicates().hasSize(12);
        assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
    }

    @Test
    void noDrawHasAnItemTwiceWhereDrawsDoNotFitAnEpoch() {
        ItemGroup group = group(Division.of(10, 0, 1, "task"), 4);
        for (int draw = 0; draw < 50; draw++) {
            assertThat(group.draw(draw)).hasSize(4).doesNotHaveDuplicates();
        }
        assertThat(group.draw(5)).isEqualTo(group.draw(5));
    }

    @Test
    void whereThereAreTooFewItemsADrawHasAll() {
        ItemGroup group = group(Division.of(3, 0, 1, "task"), 8);
        assertThat(group.draw(0)).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(group.draw(1_000_000_007L)).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void itemsAreDrawnEquallyOften() {
        ItemGroup group = group(Division.of(10, 0, 1, "task"), 3);
        int[] times = new int[10];
        for (int draw = 0; draw < 3000; draw++) {
            Arrays.stream(group.draw(draw)).forEach(item -> times[item]++);
        }
        // 900 each, standard deviation about 9.5
        assertThat(Arrays.stream(times).boxed()).allMatch(count -> Math.abs(count - 900) < 50);
    }
}
