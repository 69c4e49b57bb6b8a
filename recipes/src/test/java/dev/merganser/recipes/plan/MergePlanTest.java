package dev.merganser.recipes.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.TestRecipes;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.ParameterValue.Rule;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class MergePlanTest {

    @Test
    void aLinearMergeIsTheWeightedMean() {
        var plan =
                plan(
                        TestRecipes.linear(1, 3),
                        new TestCheckpoint().with("w", 4, 0, -2),
                        new TestCheckpoint().with("w", 8, 4, 2));
        assertThat(read(plan, "w")).containsExactly(7, 3, 1);
        assertThat(plan.tensors()).containsExactly(new TensorInfo("w", DType.F32, Shape.of(3)));
    }

    @Test
    void aGradientGivesEachLayerItsWeightAndTheOthersTheFirst() {
        var recipe = linearWith(ParameterValue.gradient(0, 1));
        var zeros = layers(0);
        var plan = plan(recipe, layers(1), zeros);
        assertThat(read(plan, "embed")).containsExactly(0);
        assertThat(read(plan, "layers.0.w")).containsExactly(0);
        assertThat(read(plan, "layers.1.w")).containsExactly(0.5f);
        assertThat(read(plan, "layers.2.w")).containsExactly(1);
        assertThat(read(plan, "head")).containsExactly(0);
    }

    @Test
    void filtersChooseByNameAndTheFirstThatMatchesWins() {
        var recipe =
                linearWith(
                        ParameterValue.filtered(
                                Rule.of("layers.1", ParameterValue.of(0.25)),
                                Rule.of("layers", ParameterValue.gradient(0.5, 1)),
                                Rule.otherwise(ParameterValue.of(2))));
        var plan = plan(recipe, layers(1), layers(0));
        assertThat(read(plan, "layers.0.w")).containsExactly(0.5f);
        assertThat(read(plan, "layers.1.w")).containsExactly(0.25f);
        assertThat(read(plan, "layers.2.w")).containsExactly(1);
        assertThat(read(plan, "head")).containsExactly(2);
    }

    @Test
    void aModelsOwnValueGoesBeforeTheGlobalOneEvenWhereOnlySomeFiltersMatch() {
        var own = ParameterValue.filtered(Rule.of("head", ParameterValue.of(3)));
        var recipe =
                Recipe.of(
                                "linear",
                                List.of(
                                        new ModelEntry("a", Parameters.NONE.with("weight", own)),
                                        ModelEntry.of("b")))
                        .withParameters(
                                Parameters.NONE.with("normalize", false).with("weight", 0.5));
        var plan = plan(recipe, layers(1), layers(2));
        assertThat(read(plan, "head")).containsExactly(3 + 1);
        assertThat(read(plan, "embed")).containsExactly(0.5f + 1);
    }

    @Test
    void valuesAreRoundedOnceToTheTypeInWhichTheyAreStored() {
        float fine = 1 + 1 / 1024f;
        var plan =
                plan(
                        TestRecipes.linear(1, 1).withDtype(DType.F32).withOutDtype(DType.BF16),
                        new TestCheckpoint().with("w", fine, 2),
                        new TestCheckpoint().with("w", fine, 4));
        assertThat(plan.info("w")).contains(new TensorInfo("w", DType.BF16, Shape.of(2)));
        assertThat(read(plan, "w")).containsExactly(1, 3);
        assertThat(written(plan, "w")).isEqualTo(new byte[] {(byte) 0x80, 0x3f, 0x40, 0x40});
    }

    @Test
    void dtypeIsTheDefaultOfOutDtypeAndTheBasesTypeThatOfBoth() {
        var half = new TestCheckpoint().with("w", DType.F16, Shape.of(1), 1);
        var full = new TestCheckpoint().with("w", 2);
        assertThat(plan(TestRecipes.linear(1, 1), half, full).info("w").orElseThrow().dtype())
                .isEqualTo(DType.F16);
        var typed = TestRecipes.linear(1, 1).withDtype(DType.BF16);
        assertThat(plan(typed, half, full).info("w").orElseThrow().dtype()).isEqualTo(DType.BF16);
    }

    @Test
    void integersAreCopiedFromTheBaseAndWarnedOfWhereTheyDiffer() {
        Map<String, Checkpoint> models =
                Map.of(
                        "base", new TestCheckpoint().with("w", 0).withLongs("ids", 1, 2),
                        "a", new TestCheckpoint().with("w", 1).withLongs("ids", 3, 4),
                        "b", new TestCheckpoint().with("w", 3).withLongs("ids", 1, 2));
        var plan = Merger.plan(TestRecipes.linear(1, 1).withBaseModel("base"), Models.of(models));
        assertThat(written(plan, "ids"))
                .isEqualTo(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0});
        assertThat(read(plan, "w")).containsExactly(2);
        assertThat(plan.findings())
                .containsExactly(
                        Finding.warning(
                                "Tensor 'ids' of I64 differs between 'base' (in-memory) and 'a'"
                                        + " (in-memory); it is copied from the first."));
        assertThatThrownBy(() -> read(plan, "ids"))
                .isInstanceOf(BadDataException.class)
                .hasMessage("Tensor 'ids' must be of a float type, found I64");
    }

    @Test
    void integersAloneLeaveAMethodOfTheWholeModelNothingToLookAt() {
        Map<String, Checkpoint> models =
                Map.of(
                        "base", new TestCheckpoint().withLongs("ids", 1),
                        "a", new TestCheckpoint().withLongs("ids", 1));
        var recipe =
                Recipe.of("emr", List.of(ModelEntry.of("a")))
                        .withBaseModel("base")
                        .withParameters(Parameters.NONE.with("task", 1));
        var plan = Merger.plan(recipe, Models.of(models));
        plan.prepare(Workers.CALLER);
        assertThat(written(plan, "ids")).isEqualTo(new byte[] {1, 0, 0, 0, 0, 0, 0, 0});
    }

    @Test
    void equalModelsAreCopiedBitByBit() {
        float[] odd = {0.1f, -0.0f, Float.MIN_VALUE, 1e30f};
        var plan =
                plan(
                        TestRecipes.linear(0.3, 0.3, 0.4),
                        new TestCheckpoint().with("w", odd),
                        new TestCheckpoint().with("w", odd),
                        new TestCheckpoint().with("w", odd));
        assertThat(read(plan, "w")).containsExactly(odd);
        var expected = new TestCheckpoint().with("w", odd).tensor("w").data();
        assertThat(written(plan, "w")).isEqualTo(expected.toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void equalModelsLieWhereTheFirstDoesAndOthersNowhere() {
        var model = new TestCheckpoint().with("w", 1, 2).with("v", 3);
        var other = new TestCheckpoint().with("w", 1, 2).with("v", 4);
        assertThat(plan(TestRecipes.linear(1), model).lying("w")).contains(model.tensor("w"));
        var mean = plan(TestRecipes.linear(.5, .5), model, other);
        assertThat(mean.lying("v")).isEmpty();
        var narrower = plan(TestRecipes.linear(1).withOutDtype(DType.F16), model);
        assertThat(narrower.lying("w")).isEmpty();
    }

    @Test
    void whatIsTooLargeForANarrowTypeBecomesItsLargestValue() {
        var plan =
                plan(
                        TestRecipes.linear(1, 1).withOutDtype(DType.F16),
                        new TestCheckpoint().with("w", 1e6f, -1e6f, 1),
                        new TestCheckpoint().with("w", 2e6f, -2e6f, 1));
        assertThat(read(plan, "w")).containsExactly(65504, -65504, 1);
    }

    @Test
    void nanAndInfinityAreNamedWithModelAndElementWhenWritten() {
        var clean = new TestCheckpoint().with("w", 1, 2, 3);
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            var plan =
                    plan(
                            TestRecipes.linear(1, 1),
                            clean,
                            new TestCheckpoint().with("w", 1, 2, bad));
            assertThatThrownBy(() -> written(plan, "w"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "Tensor 'w' of 'b' (in-memory) must hold finite numbers, found %s at element 2."
                                    .formatted(bad));
        }
    }

    @Test
    void anUnknownTensorIsRefusedWithTheNearest() {
        var plan = plan(TestRecipes.linear(1), new TestCheckpoint().with("weight", 1));
        assertThat(plan.info("wieght")).isEmpty();
        assertThatThrownBy(() -> read(plan, "wieght"))
                .isInstanceOf(BadDataException.class)
                .hasMessage("The merged model has no tensor 'wieght'. Did you mean 'weight'?");
    }

    @Test
    void manyThreadsReadTheSameValuesAsOneInTensorsOfEverySize() {
        int[] sizes = {0, 1, 13, 207, 4098, 16384, 40000};
        var plan = plan(TestRecipes.linear(0.3, 0.7), random(1, sizes), random(2, sizes));
        List<float[]> alone = IntStream.of(sizes).mapToObj(size -> read(plan, "w" + size)).toList();
        List<float[]> together =
                IntStream.of(sizes).parallel().mapToObj(size -> read(plan, "w" + size)).toList();
        for (int i = 0; i < sizes.length; i++) {
            assertThat(together.get(i)).containsExactly(alone.get(i));
            assertThat(alone.get(i)).containsExactly(twin(sizes[i]));
        }
    }

    /** The same merge, slowly and obviously. */
    private static float[] twin(int size) {
        float[] a = TestCheckpoint.random(1, size);
        float[] b = TestCheckpoint.random(2, size);
        float[] merged = new float[size];
        for (int i = 0; i < size; i++) {
            merged[i] = (float) ((0.3 * a[i] + 0.7 * b[i]) / (0.3 + 0.7));
        }
        return merged;
    }

    private static TestCheckpoint random(int seed, int... sizes) {
        var checkpoint = new TestCheckpoint();
        for (int size : sizes) {
            checkpoint.with("w" + size, TestCheckpoint.random(seed, size));
        }
        return checkpoint;
    }

    /** Three layers between an embedding and a head, all of one value. */
    private static TestCheckpoint layers(float value) {
        return new TestCheckpoint()
                .with("embed", value)
                .with("layers.0.w", value)
                .with("layers.1.w", value)
                .with("layers.2.w", value)
                .with("head", value);
    }

    /** weight(a)·a + 1·b, not normalised. */
    private static Recipe linearWith(ParameterValue weight) {
        return Recipe.of(
                        "linear",
                        List.of(
                                new ModelEntry("a", Parameters.NONE.with("weight", weight)),
                                new ModelEntry("b", Parameters.NONE.with("weight", 1))))
                .withParameters(Parameters.NONE.with("normalize", false));
    }

    private static MergePlan plan(Recipe recipe, TestCheckpoint... models) {
        Map<String, Checkpoint> named = new HashMap<>();
        for (int i = 0; i < models.length; i++) {
            named.put(String.valueOf((char) ('a' + i)), models[i]);
        }
        return Merger.plan(recipe, Models.of(named));
    }

    private static float[] read(MergePlan plan, String name) {
        long elements = plan.info(name).map(info -> info.shape().elements()).orElse(1L);
        float[] values = new float[(int) elements];
        plan.read(name, MemorySegment.ofArray(values));
        return values;
    }

    private static byte[] written(MergePlan plan, String name) {
        byte[] bytes = new byte[(int) plan.info(name).orElseThrow().bytes()];
        plan.writeTensor(name, MemorySegment.ofArray(bytes));
        return bytes;
    }
}
