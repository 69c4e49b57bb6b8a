package dev.merganser.recipes.check;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.plan.PlannedCheckpoint;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipePlace;
import dev.merganser.recipes.recipe.Stage;
import dev.merganser.recipes.recipe.Stages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the merges of one file, each on what the ones before it would give. A merge of slices or
 * of vocabularies has no result to check on before it is carried out.
 */
final class StagesChecker {

    private final Stages stages;
    private final Models models;
    private final CheckSettings settings;
    private final Map<String, Checkpoint> planned = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<CheckReport.Model> inputs = new LinkedHashSet<>();
    private final List<CheckReport.Relation> relations = new ArrayList<>();
    private Optional<MergeEstimate> estimate = Optional.empty();

    private StagesChecker(Stages stages, Models models, CheckSettings settings) {
        this.stages = stages;
        this.models = models;
        this.settings = settings;
    }

    static CheckReport check(Stages stages, Models models, CheckSettings settings) {
        if (stages.intermediates().isEmpty()) {
            return RecipeChecker.check(stages.output(), models, settings);
        }
        var checker = new StagesChecker(stages, models, settings);
        checker.findings.addAll(stages.findings());
        stages.intermediates().forEach(checker::stage);
        checker.recipe(RecipePlace.OUTPUT, stages.output(), settings);
        return new CheckReport(
                RecipeChecker.sorted(checker.findings),
                List.copyOf(checker.inputs),
                checker.relations,
                checker.estimate);
    }

    /** Of all models there are and those that would be. */
    private Merger merger() {
        return Merger.of(models.with(planned), settings.semantics());
    }

    private void stage(Stage stage) {
        int before = findings.size();
        recipe(RecipePlace.named(stage), stage.recipe(), settings.withoutOut());
        boolean isWrong =
                findings.subList(before, findings.size()).stream().anyMatch(Finding::isError);
        boolean isWhole =
                !stage.recipe().models().isEmpty() && stage.recipe().tokenizer().isEmpty();
        if (!isWrong && isWhole && stages(stage.recipe()).stream().allMatch(planned::containsKey)) {
            try {
                MergePlan plan = merger().plan(stage.recipe());
                planned.put(stage.name(), new PlannedCheckpoint(plan));
            } catch (WrongUseException | BadDataException _) {
                // what stands in the way has been found above, or shows when it is merged
            }
        }
    }

    private void recipe(String name, Recipe recipe, CheckSettings asked) {
        List<String> needed = stages(recipe);
        if (needed.stream().allMatch(planned::containsKey) && needed.containsAll(named(recipe))) {
            add(name, RecipeChecker.check(recipe, models.with(planned), asked));
        } else {
            estimate = Optional.empty();
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

    private void add(String name, CheckReport report) {
        report.findings()
                .forEach(f -> findings.add(new Finding(f.kind(), name + ": " + f.message())));
        report.models().stream()
                .filter(model -> stages.stageOf(model.reference()).isEmpty())
                .forEach(inputs::add);
        relations.addAll(report.relations());
        estimate = report.estimate().map(next -> estimate.map(next::after).orElse(next));
    }
}
