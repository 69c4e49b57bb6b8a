package dev.merganser.optimizer.run;

import dev.merganser.optimizer.space.AroundSpace;
import dev.merganser.optimizer.space.DataFlowSpace;
import dev.merganser.optimizer.space.HybridSpace;
import dev.merganser.optimizer.space.ParameterSpace;
import dev.merganser.optimizer.space.SpaceSettings;
import dev.merganser.recipes.align.AlignedModels;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.vector.TaskVectorNorms;

import java.util.List;
import java.util.Map;

/**
 * How far the experts of a search are from its base. The task vectors are plain: in the base's
 * order where the space aligns the experts, which is the same for all candidates, but not
 * compressed, trimmed or scaled, which differs between them.
 */
final class ExpertNorms {

    private ExpertNorms() {}

    /** Squared norms by float tensor, those of one in the order of the experts. */
    static Map<String, List<Double>> squares(
            SpaceSettings space, List<String> experts, Merger merger) {
        Recipe all = BaselineFit.merge(experts);
        AroundMethod plain =
                around(space).align().map(AroundMethod.NONE::withAlign).orElse(AroundMethod.NONE);
        AlignedModels models = merger.aligned(all.withAround(plain));
        models.findings().forEach(Finding::refuse);
        return TaskVectorNorms.squares(models);
    }

    private static AroundSpace around(SpaceSettings space) {
        return switch (space) {
            case ParameterSpace merges -> merges.around();
            case HybridSpace both -> both.merge().around();
            case DataFlowSpace _ -> AroundSpace.NONE;
        };
    }
}
