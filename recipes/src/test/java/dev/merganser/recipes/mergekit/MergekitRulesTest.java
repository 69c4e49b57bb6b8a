package dev.merganser.recipes.mergekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** mergekit's quirks, worked out by hand, beside what the safe rules do. */
class MergekitRulesTest {

    private static final String LINEAR =
            """
            merge_method: linear
            models: [{model: a, parameters: {weight: 1}}, {model: b, parameters: {weight: 3}}]
            """;
    private static final String TASK_ARITHMETIC =
            """
            merge_method: task_arithmetic
            base_model: base
            models: [{model: a, parameters: {weight: 1}}, {model: b, parameters: {weight: 0.5}}]
            """;

    private final Map<String, TestCheckpoint> models = new HashMap<>();

    @Test
    void embeddingsAreCutToWhatAllModelsHave() {
        with("a", "embed_tokens.weight", Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        with("b", "embed_tokens.weight", Shape.of(3, 2), 5, 6, 7, 8, 9, 10);
        MergePlan plan = mergekit(LINEAR);
        assertThat(plan.info("embed_tokens.weight").map(TensorInfo::shape))
                .hasValue(Shape.of(2, 2));
        assertThat(merged(plan, "embed_tokens.weight")).containsExactly(4, 5, 6.25f, 7.25f);
        assertThat(notes(plan))
                .contains(
                        "mergekit: 1 embedding cut to the rows and columns that all models have, whatever their tokens are: 'embed_tokens.weight' of [2, 2].");
        assertThatThrownBy(() -> safe(LINEAR)).isInstanceOf(BadDataException.class);
    }

    @Test
    void otherTensorsOfDifferentShapesAreRefusedByLinear() {
        with("a", "w", Shape.of(2, 1), 1, 2);
        with("b", "w", Shape.of(1, 1), 1);
        assertThatThrownBy(() -> mergekit(LINEAR))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("Tensor 'w' must have one shape in all models");
    }

    @Test
    void embeddingsOfTaskVectorsAreCutToTheShapeOfTheBase() {
        with("base", "lm_head.weight", Shape.of(1, 2), 1, 1);
        with("a", "lm_head.weight", Shape.of(2, 2), 2, 3, 9, 9);
        with("b", "lm_head.weight", Shape.of(1, 2), 3, 1);
        MergePlan plan = mergekit(TASK_ARITHMETIC);
        assertThat(merged(plan, "lm_head.weight")).containsExactly(3, 3);
        assertThat(notes(plan))
                .contains(
                        "mergekit: 1 embedding cut to the shape of the base, whatever their tokens are: 'lm_head.weight' of [1, 2].");
    }

    @Test
    void anEmbeddingSmallerThanTheBasesIsRefused() {
        with("base", "lm_head.weight", Shape.of(2, 2), 1, 1, 1, 1);
        with("a", "lm_head.weight", Shape.of(1, 2), 2, 3);
        with("b", "lm_head.weight", Shape.of(2, 2), 3, 1, 2, 2);
        assertThatThrownBy(() -> mergekit(TASK_ARITHMETIC)).isInstanceOf(BadDataException.class);
    }

    /** With normalize its weight is left out of the sum that is divided by, too. */
    @Test
    void aModelOfAnotherShapeIsLeftOutOfATaskVectorMerge() {
        with("base", "w", Shape.of(2), 1, 1);
        with("a", "w", Shape.of(2), 2, 3);
        with("b", "w", Shape.of(1), 100);
        String normalized = TASK_ARITHMETIC.replace("1}}", "2}}") + "parameters: {normalize: true}";
        assertThat(merged(mergekit(TASK_ARITHMETIC), "w")).containsExactly(2, 3);
        assertThat(merged(mergekit(normalized), "w")).containsExactly(2, 3);
        assertThat(notes(mergekit(normalized)))
                .contains(
                        "mergekit: 1 tensor merged without the models in which its shape is not that of the base: 'w' of [2].");
    }

    @Test
    void aTensorThatFitsNoModelIsTheBases() {
        with("base", "w", Shape.of(2), 1, 1);
        with("a", "w", Shape.of(1), 100);
        with("b", "w", Shape.of(3), 1, 2, 3);
        assertThat(merged(mergekit(TASK_ARITHMETIC), "w")).containsExactly(1, 1);
    }

    @Test
    void anUnlistedBaseIsOneMoreModel() {
        with("a", "w", Shape.of(1), 1);
        with("b", "w", Shape.of(1), 2);
        with("base", "w", Shape.of(1), 9);
        String recipe =
                """
                merge_method: linear
                base_model: base
                models: [{model: a}, {model: b}]
                parameters: {weight: 1}
                """;
        assertThat(merged(safe(recipe), "w")).containsExactly(1.5f);
        assertThat(merged(mergekit(recipe), "w")).containsExactly(4);
        assertThat(notes(mergekit(recipe)))
                .contains(
                        "mergekit: base_model 'base', which is not listed, merged as one more model: linear does not look at a base.");
        assertThatThrownBy(() -> mergekit(LINEAR + "base_model: base\n"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Recipe must list base_model 'base' with a weight, give one for all models, or have no base_model: mergekit merges an unlisted one as one more model, and linear stops without a weight for it.");
        assertThatThrownBy(
                        () ->
                                mergekit(
                                        "{merge_method: passthrough, base_model: base, models: [{model: a}]}"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("passthrough cannot have more than 1.");
    }

    @Test
    void whatMergekitDoesNotKnowIsDoneAroundItsArithmetic() {
        with("a", "w", Shape.of(1), 1);
        with("b", "w", Shape.of(1), 2);
        with("base", "w", Shape.of(1), 9);
        String recipe =
                """
                merge_method: linear
                base_model: base
                models: [{model: a}, {model: b}]
                parameters: {weight: 1}
                wrap: {lines: {alpha: 0.5, beta: 0}}
                """;
        assertThat(merged(mergekit(recipe), "w")).containsExactly(9 - .5f * 7.5f);
        assertThat(notes(mergekit(recipe)))
                .contains("mergekit: it does not know wrap; this is Merganser's.")
                .noneMatch(note -> note.contains("one more model"));
    }

    @Test
    void weightsThatAllButCancelAreDividedBy() {
        with("a", "w", Shape.of(1), 1);
        with("b", "w", Shape.of(1), 2);
        String recipe = LINEAR.replace("weight: 1", "weight: -3.0000005");
        assertThatThrownBy(() -> written(safe(recipe), "w")).isInstanceOf(WrongUseException.class);
        float weight = -3.0000005f;
        assertThat(merged(mergekit(recipe), "w")).containsExactly((weight + 6) / (weight + 3));
        assertThat(notes(mergekit(recipe)))
                .contains("mergekit: 1 tensor divided by the sum of weights that all but cancel.");
        assertThatThrownBy(() -> mergekit(LINEAR.replace("weight: 1", "weight: -3")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("mergekit would write NaN here");
    }

    @Test
    void parametersThatMergekitLacksAreRefused() {
        with("base", "w", Shape.of(3), 1, 1, 1);
        with("a", "w", Shape.of(3), 1, 2, 1);
        with("b", "w", Shape.of(3), 3, 1, 1);
        String ties =
                TASK_ARITHMETIC.replace("task_arithmetic", "ties") + "parameters: {trim: model}\n";
        assertThat(merged(safe(ties), "w")).containsExactly(3, 2, 1);
        assertThatThrownBy(() -> mergekit(ties))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Recipe must give mergekit's parameters only with --compat mergekit, whose 'ties' has no 'trim'. Maybe leave it out, or no --compat.");
    }

    @Test
    void probabilitiesBeyondZeroAndOneAreRefused() {
        with("base", "w", Shape.of(2, 2), 1, 1, 1, 1);
        with("a", "w", Shape.of(2, 2), 1, 2, 1, 1);
        with("b", "w", Shape.of(2, 2), 1, 2, 1, 1);
        String della =
                TASK_ARITHMETIC.replace("task_arithmetic", "della_linear")
                        + "parameters: {density: 0.9}\n";
        assertThat(merged(safe(della), "w")).hasSize(4);
        assertThatThrownBy(() -> mergekit(della))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Density 0.9 plus and minus epsilon 0.15 must lie between 0 and 1 for tensor 'w': mergekit stops here. Maybe a smaller epsilon, or no --compat.");
        assertThat(merged(mergekit(della.replace("0.9}", "0.9, epsilon: 0.05}")), "w")).hasSize(4);
    }

    @Test
    void ranksWithinRowsOfOneElementAreRefused() {
        with("base", "w", Shape.of(1), 1);
        with("a", "w", Shape.of(1), 2);
        with("b", "w", Shape.of(1), 3);
        String della =
                TASK_ARITHMETIC.replace("task_arithmetic", "della")
                        + "parameters: {density: 0.5}\n";
        assertThatThrownBy(() -> mergekit(della))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Tensor 'w' of [1] must have rows of more than one element: mergekit would compute 0/0 and stop here. Maybe density: 1 for it, or no --compat.");
    }

    @Test
    void aTrimThatKeepsNothingIsRefused() {
        with("base", "w", Shape.of(3), 1, 1, 1);
        with("a", "w", Shape.of(3), 1, 2, 1);
        with("b", "w", Shape.of(3), 3, 1, 1);
        String ties =
                TASK_ARITHMETIC.replace("task_arithmetic", "ties") + "parameters: {density: 0.3}\n";
        assertThat(merged(safe(ties), "w")).containsExactly(3, 2, 1);
        assertThatThrownBy(() -> mergekit(ties))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Density 0.3 must keep an element of tensor 'w', which has 3: mergekit's ties stops here. Maybe a larger density for it, or no --compat.");
    }

    /** In bfloat16 0.3 is 0.30078125 and 0.1 is 0.100097656. */
    @Test
    void everyStepIsRoundedToTheRecipesType() {
        with("a", "w", Shape.of(1), 1);
        with("b", "w", Shape.of(1), 1);
        String recipe =
                """
                merge_method: linear
                models: [{model: a, parameters: {weight: 0.3}}, {model: b, parameters: {weight: 0.1}}]
                parameters: {normalize: false}
                dtype: bfloat16
                """;
        float sum = Floats.round(DType.BF16, 0.30078125f + 0.100097656f);
        assertThat(merged(mergekit(recipe), "w")).containsExactly(sum);
        assertThat(notes(mergekit(recipe)))
                .containsExactly(
                        "mergekit: 1 tensor computed in bfloat16, weights and every step rounded to it; equal inputs are not copied.",
                        "mergekit: 1 tensor rounded to dtype in every model before anything is computed.");
    }

    /** Three times one third in bfloat16 is 1.0015. */
    @Test
    void equalModelsAreNotCopied() {
        for (String name : List.of("a", "b", "c")) {
            models.put(name, new TestCheckpoint().with("w", DType.BF16, Shape.of(1), 1.5078125f));
        }
        String recipe =
                """
                merge_method: linear
                models: [{model: a}, {model: b}, {model: c}]
                parameters: {weight: 0.333333333, normalize: false}
                """;
        assertThat(merged(mergekit(recipe), "w")[0]).isNotEqualTo(1.5078125f);
        assertThat(mergekit(recipe).tensors().getFirst().dtype()).isEqualTo(DType.BF16);
    }

    @Test
    void withoutADtypeTheNarrowestTypeThatHoldsAllIsUsed() {
        models.put("a", new TestCheckpoint().with("w", DType.BF16, Shape.of(1), 1));
        models.put("b", new TestCheckpoint().with("w", DType.F16, Shape.of(1), 2));
        assertThat(mergekit(LINEAR).tensors().getFirst().dtype()).isEqualTo(DType.F32);
        assertThat(merged(mergekit(LINEAR), "w")).containsExactly(1.75f);
    }

    @Test
    void float64NeedsADtype() {
        for (String name : List.of("a", "b")) {
            models.put(name, new TestCheckpoint().with("w", DType.F64, Shape.of(1), 1));
        }
        assertThatThrownBy(() -> mergekit(LINEAR))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("mergekit's arithmetic in float64 is not reproduced");
        assertThat(merged(mergekit(LINEAR + "dtype: float32\n"), "w")).containsExactly(1);
    }

    /** 60000 + 60000 is beyond float16, and so is the L1 norm of four of them. */
    @Test
    void whatIsNoNumberInFloat16IsRefused() {
        with("base", "w", Shape.of(4), 0, 0, 0, 0);
        with("a", "w", Shape.of(4), 60000, 60000, 60000, 60000);
        with("b", "w", Shape.of(4), 0, 0, 0, 1);
        String sum = LINEAR + "parameters: {normalize: false}\ndtype: float16\n";
        assertThatThrownBy(() -> written(mergekit(sum.replace("weight: 1", "weight: 2")), "w"))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Tensor 'w' must merge to finite numbers, but mergekit would write infinity here, first at element 0. Maybe dtype: float32, or no --compat.");
        String rescaled =
                TASK_ARITHMETIC.replace("task_arithmetic", "ties")
                        + "parameters: {density: 0.5, rescale: true}\ndtype: float16\n";
        assertThatThrownBy(() -> written(mergekit(rescaled), "w"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("mergekit would write NaN here");
        assertThat(merged(safe(rescaled), "w")).doesNotContain(Float.NaN);
    }

    @Test
    void integersThatWouldBecomeNaNAreRefused() {
        models.put("a", new TestCheckpoint().with("w", 1).withLongs("steps", 5));
        models.put("b", new TestCheckpoint().with("w", 1).withLongs("steps", 5));
        String halves =
                LINEAR.replace("weight: 1", "weight: 0.5").replace("weight: 3", "weight: 0.5");
        assertThatThrownBy(() -> mergekit(halves))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("write NaN here");
        assertThat(notes(mergekit(LINEAR)))
                .contains(
                        "mergekit: 1 tensor of integers copied as always; mergekit would merge them as numbers.");
        assertThat(mergekit(halves + "dtype: float32\n").tensors()).hasSize(2);
    }

    @Test
    void masksStayMergansers() {
        with("base", "w", Shape.of(2), 1, 1);
        with("a", "w", Shape.of(2), 1, 2);
        with("b", "w", Shape.of(2), 3, 1);
        assertThat(notes(mergekit(TASK_ARITHMETIC.replace("task_arithmetic", "dare_linear"))))
                .contains(
                        "mergekit: random masks are Merganser's, not torch's: results agree in distribution.");
    }

    private void with(String model, String tensor, Shape shape, float... values) {
        models.put(model, new TestCheckpoint().with(tensor, DType.F32, shape, values));
    }

    private MergePlan mergekit(String recipe) {
        return plan(recipe, Semantics.MERGEKIT);
    }

    private MergePlan safe(String recipe) {
        return plan(recipe, Semantics.SAFE);
    }

    private MergePlan plan(String text, Semantics semantics) {
        Recipe recipe = RecipeReader.parse(text, "r.yml");
        return Merger.of(Models.of(Map.copyOf(models)), semantics).plan(recipe);
    }

    private static List<String> notes(MergePlan plan) {
        return plan.findings().stream().map(Finding::message).toList();
    }

    private static byte[] written(MergePlan plan, String tensor) {
        byte[] bytes = new byte[(int) plan.info(tensor).orElseThrow().bytes()];
        plan.writeTensor(tensor, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static float[] merged(MergePlan plan, String tensor) {
        TensorInfo info = plan.info(tensor).orElseThrow();
        float[] values = new float[(int) info.shape().elements()];
        MemorySegment stored = MemorySegment.ofArray(written(plan, tensor));
        Floats.decode(info.dtype(), stored, 0, values, 0, values.length);
        return values;
    }
}
