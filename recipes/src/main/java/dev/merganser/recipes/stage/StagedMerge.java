package dev.merganser.recipes.stage;

import dev.merganser.recipes.adapter.AdapterReport;
import dev.merganser.recipes.adapter.AdapterSettings;
import dev.merganser.recipes.adapter.AdapterWriter;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.FileHashes;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.ModelSources;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeOrigin;
import dev.merganser.recipes.output.MergeOutput;
import dev.merganser.recipes.output.MergeWriter;
import dev.merganser.recipes.output.OutputPlace;
import dev.merganser.recipes.output.PathPlans;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipePlace;
import dev.merganser.recipes.recipe.Stage;
import dev.merganser.recipes.recipe.Stages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Carries out the merges of one recipe file: first the intermediates, which are kept as folders and
 * not merged again while nothing that decides them has changed, then the output.
 */
public final class StagedMerge {

    private static final int KEY_DIGITS = 24;

    private final Settings settings;
    private final Stages stages;
    private final Models models;
    private final Merger merger;
    private final StageKeys keys;
    private final Consumer<Finding> listener;
    private final Map<String, String> kept = new HashMap<>();

    /**
     * What holds for all merges of a file.
     *
     * @param file what messages call the recipe file
     * @param semantics whose rules hold
     * @param hashes the remembered hashes of files
     * @param hash whether the hashes of all sources are computed where they are not remembered
     * @param intermediates the folder in which intermediates are kept; made when there are some
     * @param version of the program
     */
    public record Settings(
            String file,
            Semantics semantics,
            FileHashes hashes,
            boolean hash,
            Path intermediates,
            String version) {}

    private StagedMerge(
            Settings settings, Stages stages, Models models, Consumer<Finding> listener) {
        this.settings = settings;
        this.stages = stages;
        this.models = models;
        this.merger = Merger.of(models, settings.semantics());
        this.keys =
                new StageKeys(models, settings.hashes(), settings.semantics(), settings.version());
        this.listener = listener;
    }

    /**
     * Merges and writes the output.
     *
     * @param models must resolve paths; stays open while the result is in use
     * @param listener is told of what is noteworthy, and of each intermediate where it is kept
     * @return the plan of the output
     * @throws WrongUseException where {@code out} exists, or a model does not
     * @throws BadDataException where models do not fit each other, or the disk refuses
     */
    public static MergePlan write(
            Settings settings,
            Stages stages,
            Models models,
            Path out,
            MergeOutput output,
            Consumer<Finding> listener) {
        return new StagedMerge(settings, stages, models, listener).write(out, output);
    }

    /**
     * Merges and writes the output as a LoRA adapter of its base; otherwise as {@link #write}.
     *
     * @throws WrongUseException also where the output has no base
     */
    public static AdapterReport writeAdapter(
            Settings settings,
            Stages stages,
            Models models,
            Path out,
            AdapterSettings adapter,
            MergeOutput output,
            Consumer<Finding> listener) {
        Stages unrounded = stages.withOutput(AdapterWriter.unrounded(stages.output()));
        var merge = new StagedMerge(settings, unrounded, models, listener);
        MergePlan plan = merge.planned(out, output);
        OutputPlace.weightsAlone(plan, "An adapter").ifPresent(listener);
        return AdapterWriter.write(
                plan, models, out, adapter, output.withOrigin(merge.origin(unrounded)));
    }

    private MergePlan write(Path out, MergeOutput output) {
        MergePlan plan = planned(out, output);
        OutputPlace.leftOut(plan, out).ifPresent(listener);
        OutputPlace.requireGraph(plan, out, output);
        OutputPlace.leftOutOfGraph(plan, out, output).ifPresent(listener);
        MergeWriter.write(
                plan, out, output.withOrigin(origin(OutputPlace.written(stages, plan, out))));
        return plan;
    }

    /** Makes the intermediates and plans the output. */
    private MergePlan planned(Path out, MergeOutput output) {
        OutputPlace.requireNew(stages, out, output);
        stages.findings().forEach(listener);
        stages.references().forEach(this::open);
        refuseEarly();
        if (settings.hash()) {
            ModelSources.hash(stages.references(), models, settings.hashes(), output.threads());
        }
        for (Stage stage : stages.intermediates()) {
            kept.put(stage.name(), intermediate(stage, output).toString());
        }
        boolean alone = stages.intermediates().isEmpty();
        return plan(
                RecipePlace.ofOutput(settings.file(), alone),
                stages.resolved(stages.output(), kept),
                out,
                output);
    }

    private MergePlan plan(RecipePlace place, Recipe recipe, Path out, MergeOutput output) {
        MergePlan plan = place.in(() -> PathPlans.plan(merger, recipe, out, output));
        plan.findings().forEach(finding -> listener.accept(place.in(finding)));
        return plan;
    }

    private void open(String reference) {
        try {
            models.checkpoint(reference);
        } catch (WrongUseException e) {
            throw new WrongUseException(
                    settings.file() + ": " + e.getMessage() + stages.hint(reference), e);
        }
    }

    /** Plans what needs no intermediate, so that its mistakes are told before any work. */
    private void refuseEarly() {
        if (!stages.intermediates().isEmpty()) {
            stages.intermediates().stream()
                    .filter(
                            stage ->
                                    stage.recipe().references().stream()
                                            .allMatch(name -> stages.stageOf(name).isEmpty()))
                    .forEach(
                            stage ->
                                    RecipePlace.of(settings.file(), stage)
                                            .in(() -> merger.planUnscaled(stage.recipe())));
        }
    }

    private MergeOrigin origin(Stages of) {
        return new MergeOrigin(
                of,
                ModelSources.of(of.references(), models, settings.hashes()),
                settings.version(),
                settings.semantics());
    }

    /** The folder of an intermediate, made unless it is there. */
    private Path intermediate(Stage stage, MergeOutput output) {
        Recipe recipe = stages.resolved(stage.recipe(), kept);
        String key = keys.of(recipe);
        Path folder =
                settings.intermediates()
                        .resolve(fileName(stage.name()) + "-" + key.substring(0, KEY_DIGITS))
                        .toAbsolutePath()
                        .normalize();
        keys.isResult(folder, key);
        boolean isNew = !Files.isDirectory(folder);
        if (isNew) {
            merge(stage, recipe, folder, output);
        }
        listener.accept(
                Finding.note(
                        "%s is %s %s"
                                .formatted(
                                        Quoted.text(stage.name()),
                                        isNew ? "kept in" : "unchanged and taken from",
                                        folder)));
        return folder;
    }

    private void merge(Stage stage, Recipe recipe, Path folder, MergeOutput output) {
        MergePlan plan = plan(RecipePlace.of(settings.file(), stage), recipe, folder, output);
        try {
            Files.createDirectories(settings.intermediates());
            MergeWriter.write(
                    plan, folder, output.forKeeping().withOrigin(origin(stages.upTo(stage))));
        } catch (WrongUseException e) {
            if (!Files.isDirectory(folder)) { // another process was faster with the same
                throw e;
            }
        } catch (IOException e) {
            throw new WrongUseException(
                    "The folder of intermediates %s must be there or be made: %s"
                            .formatted(
                                    settings.intermediates(),
                                    DiskWords.of(settings.intermediates(), e)),
                    e);
        }
    }

    /** A name as a part of a file's name. */
    private static String fileName(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_.-]", "_").replaceAll("^\\.+", "_");
        return plain.substring(0, Math.min(40, plain.length()));
    }
}
