package dev.merganser.recipes.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.parallel.Team;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.LinesSettings;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

class PreparedPlanTest {
    private static final Map<String, Checkpoint> MODELS =
            Map.of(
                    "base", model(0, 0, 0, 0),
                    "one", model(1, 2, 3, 5),
                    "other", model(2, -1, 4, 1));

    private static Checkpoint model(float... values) {
        return new TestCheckpoint().with("layers.0.w", DType.F32, Shape.of(2, 2), values);
    }

    @Test
    void aPlanThatManyThreadsPrepareKeepsWhatStandsAroundItsMethod() {
        Recipe plain =
                Recipe.of("opcm", List.of(ModelEntry.of("one"), ModelEntry.of("other")))
                        .withBaseModel("base");
        Recipe lines = plain.withAround(AroundMethod.NONE.withLines(new LinesSettings(.5, .25)));
        float[] alone = merged(lines, false);
        assertThat(merged(lines, true)).isEqualTo(alone);
        assertThat(merged(plain, true)).isNotEqualTo(alone);
    }

    private static float[] merged(Recipe recipe, boolean prepared) {
        MergePlan plan = Merger.plan(recipe, Models.of(MODELS));
        if (prepared) {
            Team.run(3, plan::prepare);
        }
        MemorySegment out = MemorySegment.ofArray(new byte[4 * Float.BYTES]);
        plan.read("layers.0.w", out);
        return out.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }
}
