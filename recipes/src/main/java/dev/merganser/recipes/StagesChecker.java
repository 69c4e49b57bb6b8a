package dev.merganser.recipes;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.Stage;
import dev.merganser.recipes.recipe.Stages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the merges of one file, each on what the ones before it would give. A merge of slices or
 * of vocabularies has no result to check on before it is carried out.
 */
final class StagesChecker {

    private final Stages stages;
    private final Models models;
    private final boolean deep;
    private final Map<String, Checkpoint> planned = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private StagesChecker(Stages stages, Models models, boolean deep) {
        this.stages = stages;
        this.models = models;
        this.deep = deep;
    }

    static List<Finding> check(Stages stages, Models models, boolean deep) {
        if (stages.intermediates().isEmpty()) {
            return RecipeChecker.check(stages.output(), models, deep);
        }
        var checker = new StagesChecker(stages, models, deep);
        stages.unused().forEach(name -> checker.findings.add(StagedMerge.unused(name)));
        stages.intermediates().forEach(checker::stage);
        checker.recipe("the output", stages.output());
        return checker.findings.stream().distinct().toList();
    }

    private void stage(Stage stage) {
        int before = findings.size();
        recipe(Quoted.text(stage.name()), stage.recipe());
        boolean isWrong =
                findings.subList(before, findings.size()).stream().anyMatch(Finding::isError);
        boolean isWhole =
                !stage.recipe().models().isEmpty() && stage.recipe().tokenizer().isEmpty();
        if (!isWrong && isWhole && stages(stage.recipe()).stream().allMatch(planned::containsKey)) {
            try {
                MergePlan plan = Merger.plan(stage.recipe(), models.with(planned));
                planned.put(stage.name(), new PlannedCheckpoint(plan));
            } catch (WrongUseException | BadDataException _) {
                // what stands in the way has been found above, or shows when it is merged
            }
        }
    }

    private void recipe(String name, Recipe recipe) {
        List<String> needed = stages(recipe);
        if (needed.isEmpty()) {
            add(name, RecipeChecker.check(recipe, models, deep));
        } else if (needed.stream().allMatch(planned::containsKey)
                && needed.containsAll(named(recipe))) {
            add(name, RecipeChecker.check(recipe, models.with(planned), false));
            weights(name, recipe);
        } else {
            findings.add(
                    Finding.note(
                            "%s needs %s, which has to be merged before its models can be checked."
                                    .formatted(name, String.join(", ", needed))));
        }
    }

    /** References to stages as they stand, which may go on with a LoRA. */
    private List<String> named(Recipe recipe) {
        return recipe.references().stream()
                .filter(reference -> stages.stageOf(reference).isPresent())
                .toList();
    }

    private List<String> stages(Recipe recipe) {
        return recipe.references().stream()
                .flatMap(reference -> stages.stageOf(reference).stream())
                .distinct()
                .toList();
    }

    private void weights(String name, Recipe recipe) {
        for (String reference : recipe.references()) {
            if (deep && stages.stageOf(reference).isEmpty()) {
                try {
                    add(name, RecipeChecker.nonFinite(reference, models.checkpoint(reference)));
                } catch (WrongUseException | BadDataException _) {
                    // found when the recipe was checked
                }
            }
        }
    }

    private void add(String name, List<Finding> found) {
        found.forEach(f -> findings.add(new Finding(f.kind(), name + ": " + f.message())));
    }
}
