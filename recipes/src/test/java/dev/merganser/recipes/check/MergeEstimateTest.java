package dev.merganser.recipes.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.TestRecipes;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergeWork;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.util.Map;

class MergeEstimateTest {

    private static final Machine MACHINE = new Machine(2, 8_000_000_000L);

    /** A base and three experts of 325 million parameters in two bytes each. */
    private static final MergeWork LARGE =
            new MergeWork(
                    200,
                    325_000_000,
                    1_300_000_000,
                    2_600_000_000L,
                    650_000_000,
                    5 * 32_000_000L,
                    4);

    @Test
    void workIsCountedFromThePlan() {
        var a =
                new TestCheckpoint()
                        .with("w", DType.F32, Shape.of(2, 3), 1, 2, 3, 4, 5, 6)
                        .withLongs("ids", 1, 2);
        var b =
                new TestCheckpoint()
                        .with("w", DType.BF16, Shape.of(2, 3), 1, 2, 3, 4, 5, 6)
                        .withLongs("ids", 1, 2);
        var recipe = TestRecipes.linear(1, 1).withOutDtype(DType.BF16);
        var work = MergeWork.of(Merger.plan(recipe, Models.of(Map.of("a", a, "b", b))));
        assertThat(work).isEqualTo(new MergeWork(2, 6 + 2, 2 * 6, 24 + 12 + 16, 12 + 16, 3 * 6, 2));
    }

    @Test
    void timeIsThatOfComputingOrOfMovingBytesWhicheverIsLonger() {
        var slow = estimate(LARGE, new MethodCost(3, 2, false), 2, MACHINE);
        assertThat(slow.seconds()).isCloseTo(0.4 + 1.3 * 3 * 2 / 2, within(1e-9));
        assertThat(slow.passes()).isEqualTo(3);
        var quick = estimate(LARGE, new MethodCost(1, 0.1, false), 2, MACHINE);
        assertThat(quick.seconds()).isCloseTo(0.4 + 2.6 / 5 + 0.65 / 2, within(1e-9));
    }

    @Test
    void moreThreadsThanCoresHelpNothing() {
        var cost = new MethodCost(3, 2, false);
        double one = estimate(LARGE, cost, 1, MACHINE).seconds() - 0.4;
        double two = estimate(LARGE, cost, 2, MACHINE).seconds() - 0.4;
        double eight = estimate(LARGE, cost, 8, MACHINE).seconds() - 0.4;
        assertThat(one).isCloseTo(2 * two, within(1e-9));
        assertThat(eight).isEqualTo(two);
    }

    @Test
    void memoryIsThatOfBlocksOrOfWholeTensors() {
        long blocks = 2 * (4 + 4) * 65_536L;
        long bare = 240_000_000 + blocks;
        assertThat(memory(false)).isEqualTo(bare);
        assertThat(memory(true)).isEqualTo(bare + 2 * 5 * 32_000_000L * 4);
    }

    private static long memory(boolean holdsTensor) {
        return estimate(LARGE, new MethodCost(1, 1, holdsTensor), 2, MACHINE).memoryBytes();
    }

    @Test
    void mergesThatFollowEachOtherAddUp() {
        var cost = new MethodCost(3, 2, false);
        var one = estimate(LARGE, cost, 2, MACHINE);
        var both = one.after(one);
        assertThat(both.seconds()).isCloseTo(2 * one.seconds() - 0.4, within(1e-9));
        assertThat(both.inputBytes()).isEqualTo(2 * one.inputBytes());
        assertThat(both.memoryBytes()).isEqualTo(one.memoryBytes());
        assertThat(both.outputBytes()).isEqualTo(one.outputBytes());
    }

    @Test
    void everyMethodHasACost() {
        for (var method : MergeMethods.all()) {
            var cost = MethodCost.of(method);
            assertThat(cost.passes()).isBetween(1, 10);
            assertThat(cost.nanos()).isPositive();
        }
    }

    private static MergeEstimate estimate(
            MergeWork work, MethodCost cost, int threads, Machine machine) {
        return MergeEstimate.of(work, cost, threads, machine);
    }
}
