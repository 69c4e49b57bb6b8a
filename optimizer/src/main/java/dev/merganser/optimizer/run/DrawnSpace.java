package dev.merganser.optimizer.run;

import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A search space over models that are there.
 *
 * @param starts the user's start recipes, with models by their aliases
 * @param cautions what plans of the space's recipes warn of
 */
record DrawnSpace(Genome genome, List<Recipe> starts, List<String> cautions) {

    DrawnSpace {
        starts = List.copyOf(starts);
        cautions = List.copyOf(cautions);
    }

    /**
     * The space of a search, with what its algorithm needs; reads the start recipes. Refuses those
     * outside the space, what cannot be planned, and what the algorithm cannot search.
     *
     * @param layerCounts of each model; not read for a parameter space
     */
    static DrawnSpace of(
            SearchSettings settings, SearchModels models, Map<String, Integer> layerCounts) {
        // where only some experts will be merged, any show what merges need
        List<String> experts = settings.models().aliases().subList(0, settings.models().merged());
        Genome genome = models.genome(settings.space(), experts, layerCounts);
        var space =
                new DrawnSpace(genome, starts(settings, genome), cautions(genome, models.merger()));
        LossRules.require(settings, genome);
        MapRules.require(settings, genome);
        MapFormRules.require(settings, genome);
        return space;
    }

    private static List<Recipe> starts(SearchSettings settings, Genome genome) {
        return settings.starts().stream()
                .map(file -> start(file, settings.models(), genome))
                .toList();
    }

    private static Recipe start(Path file, ModelSettings models, Genome genome) {
        Recipe recipe = RecipeReader.read(file).withModels(models::alias);
        genome.obstacle(recipe)
                .ifPresent(
                        reason -> {
                            throw new WrongUseException(
                                    "Start recipe %s must lie in the space of the search: %s."
                                            .formatted(file, reason));
                        });
        return recipe;
    }

    private static List<String> cautions(Genome genome, Merger merger) {
        return genome.examples().stream()
                .flatMap(recipe -> merger.planUnscaled(recipe).findings().stream())
                .filter(finding -> finding.kind() == Finding.Kind.WARNING)
                .map(Finding::message)
                .distinct()
                .toList();
    }
}
