package dev.merganser.optimizer.run;

import dev.merganser.optimizer.settings.BaselineChoice;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.Optional;

/**
 * Which baselines the models allow: paths may go through models that cannot be merged, and then
 * none merges.
 *
 * @param warning why some are left out
 */
record BaselineFit(BaselineChoice choice, Optional<String> warning) {

    /** Those that were asked for, as far as they can be made. */
    static BaselineFit of(SearchSettings settings, Merger merger) {
        if (!settings.searchesPaths() || settings.baselines() == BaselineChoice.MODELS) {
            return new BaselineFit(settings.baselines(), Optional.empty());
        }
        try {
            var _ = merger.plan(merge(settings.models()));
            return new BaselineFit(settings.baselines(), Optional.empty());
        } catch (BadDataException | WrongUseException e) {
            String warning =
                    "The only baselines are the single models, as they cannot be merged: "
                            + e.getMessage();
            return new BaselineFit(BaselineChoice.MODELS, Optional.of(warning));
        }
    }

    /** A recipe that merges all models. */
    static Recipe merge(ModelSettings models) {
        return merge(models.aliases());
    }

    /** A recipe that merges experts. */
    static Recipe merge(List<String> experts) {
        return new BaselineRecipes(ModelSettings.BASE, experts)
                .weighted(new double[experts.size()]);
    }
}
