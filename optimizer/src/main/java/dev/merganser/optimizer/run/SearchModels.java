package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Scorer;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.optimizer.space.Genomes;
import dev.merganser.optimizer.space.ModelFacts;
import dev.merganser.optimizer.space.SpaceSettings;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The models of a search, open. Owns them until closed.
 *
 * @param merger carries recipes out that name the models by their aliases
 */
record SearchModels(ModelSettings settings, Models models, Merger merger) implements AutoCloseable {

    /** Opens the base and all experts. */
    static SearchModels open(ModelSettings settings) {
        Models models = Models.open(settings.paths());
        return new SearchModels(settings, models, Merger.of(models));
    }

    /** The weights of the base. */
    Checkpoint base() {
        return models.checkpoint(ModelSettings.BASE);
    }

    /**
     * The genome of a space over merges of these experts.
     *
     * @param layerCounts of each model; not read for a parameter space
     */
    Genome genome(SpaceSettings space, List<String> experts, Map<String, Integer> layerCounts) {
        var facts =
                new ModelFacts(
                        ModelSettings.BASE,
                        experts,
                        base().tensors().stream().map(TensorInfo::name).toList(),
                        () -> ExpertNorms.squares(space, experts, merger));
        return Genomes.of(space, facts, () -> layerCounts);
    }

    /**
     * One NaN would spoil every candidate, so all weights are looked at before a night is spent.
     */
    void requireFinite() {
        for (String alias : settings.paths().keySet()) {
            List<Finding> findings = RecipeChecker.nonFinite(alias, models.checkpoint(alias));
            if (!findings.isEmpty()) {
                throw new BadDataException(findings.getFirst().message());
            }
        }
    }

    /** Experts that do not seem to share the base; looks at a sample of the weights. */
    List<String> kinshipWarnings() {
        return RecipeChecker.kinship(ModelSettings.BASE, settings.aliases(), models).stream()
                .filter(finding -> finding.kind() == Finding.Kind.WARNING)
                .map(Finding::message)
                .toList();
    }

    /** Tensors that are merged and exported, but that the graph does not run. */
    Optional<String> unscoredWarning(Scorer scorer) {
        Set<String> run = scorer.weightNames();
        List<String> others =
                base().tensors().stream()
                        .filter(info -> info.dtype().isFloat() && !run.contains(info.name()))
                        .map(TensorInfo::name)
                        .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "%d float tensors of the base are merged, but the graph does not use them, so no score sees them; the first is '%s'."
                                .formatted(others.size(), others.getFirst()));
    }

    @Override
    public void close() {
        models.close();
    }
}
