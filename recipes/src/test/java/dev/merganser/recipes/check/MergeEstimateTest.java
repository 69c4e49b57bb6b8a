package dev.merganser.recipes.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.TestRecipes;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergeWork;
import dev.merganser.recipes.plan.MergeWork.Layer;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
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
                    4,
                    List.of());

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
        List<Layer> layers = List.of(new Layer(2, 3, 2, work.matrices().getFirst().arguments()));
        assertThat(work)
                .isEqualTo(new MergeWork(2, 6 + 2, 2 * 6, 24 + 12 + 16, 12 + 16, 3 * 6, 2, layers));
        assertThat(work.reading(100).inputBytes()).isEqualTo(work.inputBytes() + 100);
    }

    @Test
    void timeIsThatOfComputingOrOfMovingBytesWhicheverIsLonger() {
        var slow = estimate(LARGE, new MethodCost(3, 2, false), 2, MACHINE);
        assertThat(slow.seconds()).isCloseTo(0.4 + 1.3 * 3 * 2 / 2, within(1e-9));
        assertThat(slow.passes()).isEqualTo(3);
        var quick = estimate(LARGE, new MethodCost(1, 0.1, false), 2, MACHINE);
        assertThat(quick.seconds()).isCloseTo(0.4 + 2.6 / 5 + 0.65 / 2, within(1e-9));
    }

    /** Seconds of three models by one thread, from benchmarks/README.md and the like. */
    @ParameterizedTest
    @CsvSource({
        "iso_c, 768, 3072, .67",
        "tsvm, 768, 3072, 2.19",
        "iso_cts, 768, 3072, 3.34",
        "opcm, 768, 3072, 1.37",
        "iso_c, 4096, 4096, 30.6",
        "tsvm, 4096, 4096, 197",
        "opcm, 4096, 4096, 68.9",
        "wudi, 768, 3072, 4.7",
        "swudi, 3072, 768, 1",
        "aswudi, 768, 768, .25",
        "doge, 3072, 768, 23.9",
        "regmean, 3072, 768, .42",
        "tsvm, 256, 64, .014",
        "iso_c, 256, 64, .004",
    })
    void decompositionsTakeAboutWhatWasMeasured(
            String name, long rows, long columns, double seconds) {
        var method = MergeMethods.named(name);
        long elements = rows * columns;
        Map<String, Argument> file =
                name.equals("regmean") ? Map.of("statistics", Argument.of("x")) : Map.of();
        var arguments = Arguments.resolve(method.descriptor(), Map.of(), List.of(file, file, file));
        var work =
                new MergeWork(
                        1,
                        elements,
                        4 * elements,
                        16 * elements,
                        4 * elements,
                        5 * elements,
                        4,
                        List.of(new Layer(rows, columns, 3, arguments)));
        double estimated = estimate(work, MethodCost.of(method), 1, MACHINE).seconds() - .4;
        assertThat(estimated).isBetween(seconds / 2.5, seconds * 2.5);
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
