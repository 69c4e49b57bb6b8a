package dev.merganser.recipes.check;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.kinship.Kinship;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.model.NonFinite;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.output.OutputPlace;
import dev.merganser.recipes.output.PathPlans;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.MergeWork;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.plan.PlannedCheckpoint;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.ParameterCheck;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeFiles;
import dev.merganser.recipes.recipe.Stages;
import dev.merganser.recipes.recipe.StagesReader;
import dev.merganser.recipes.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that can be known about a recipe before it is carried out, as a list: what is wrong
 * does not end the check where the rest can still be judged.
 */
public final class RecipeChecker {

    private final Models models;
    private final CheckSettings settings;
    private final Merger merger;
    private final List<Finding> findings = new ArrayList<>();
    private final List<CheckReport.Relation> relations = new ArrayList<>();

    private RecipeChecker(Models models, CheckSettings settings) {
        this.models = models;
        this.settings = settings;
        this.merger = Merger.of(models, settings.semantics());
    }

    /** Checks a recipe file, all its documents; see the other {@code check}. */
    public static CheckReport check(Path file, Models models, CheckSettings settings) {
        try {
            return StagesChecker.check(StagesReader.readLanguage(file), models, settings);
        } catch (WrongUseException e) {
            return CheckReport.of(List.of(Finding.of(e)));
        }
    }

    /**
     * Checks a recipe: its method, parameters and filters, its models and how they fit each other,
     * whether they are related, and what the merge will take. Reads a small sample of the weights;
     * all of them only if {@code settings} say so.
     */
    public static CheckReport check(Recipe recipe, Models models, CheckSettings settings) {
        return new RecipeChecker(models, settings).report(recipe);
    }

    /** The findings alone of a check with the standard settings, {@code deep} or not. */
    static List<Finding> check(Recipe recipe, Models models, boolean deep) {
        return check(recipe, models, CheckSettings.standard().withDeep(deep)).findings();
    }

    /** NaN and infinities in a model's weights: the first of each tensor, with its element. */
    public static List<Finding> nonFinite(String reference, Checkpoint checkpoint) {
        return NonFinite.in(new Source(reference, checkpoint), _ -> {});
    }

    /** What the kinship of models to their base means for a merge: warnings and notes. */
    public static List<Finding> kinship(String base, List<String> experts, Models models) {
        Source ours = new Source(base, models.checkpoint(base));
        return experts.parallelStream()
                .map(expert -> new Source(expert, models.checkpoint(expert)))
                .flatMap(
                        expert ->
                                KinshipCheck.findings(
                                        ours, expert, KinshipCheck.measure(ours, expert))
                                        .stream())
                .toList();
    }

    private CheckReport report(Recipe recipe) {
        attempt(() -> ParameterCheck.problems(recipe).stream().map(Finding::wrongUse).toList());
        List<Source> sources = opened(recipe);
        Optional<MergePlan> plan = Optional.empty();
        if (sources.size() == recipe.references().size()) {
            attempt(() -> merger.aligned(recipe).findings());
            attempt(() -> idle(recipe, sources));
            plan = planned(recipe);
        }
        Optional<MergeEstimate> estimate = plan.map(this::estimate);
        estimate.ifPresent(sizes -> findings.addAll(OutputCheck.memory(sizes, settings.machine())));
        place(recipe, plan);
        scales(recipe);
        compared(recipe, sources);
        return new CheckReport(
                sorted(findings),
                sources.stream().map(CheckReport.Model::of).toList(),
                relations,
                estimate);
    }

    private void scales(Recipe recipe) {
        if (settings.out().isEmpty()
                && recipe.composition() instanceof LayerPath path
                && path.isScaled()) {
            findings.add(
                    Finding.note(
                            "The path scales layers: an .onnx file keeps the scales, any other output needs them folded into weights. 'check --out OUT' with the models' graph says whether that can be done."));
        }
    }

    private void compared(Recipe recipe, List<Source> sources) {
        if (!sources.isEmpty()) {
            attempt(() -> ModelNotes.of(recipe, sources));
            withMerges(recipe).forEach(each -> attempt(() -> InputsFirst.of(each, sources)));
            attempt(
                    () ->
                            relatives(
                                    recipe,
                                    sources.stream().filter(PlannedCheckpoint::isStored).toList()));
        }
        if (settings.deep()) {
            sources.stream()
                    .filter(PlannedCheckpoint::isStored)
                    .forEach(source -> attempt(() -> NonFinite.in(source, settings.progress())));
        }
    }

    /** The models that can be opened and have tensors; what is wrong with the others is noted. */
    private List<Source> opened(Recipe recipe) {
        List<Source> sources = new ArrayList<>();
        for (String reference : recipe.references()) {
            attempt(
                    () -> {
                        var source = new Source(reference, checkpoint(recipe, reference));
                        if (source.checkpoint().tensors().isEmpty()) {
                            return List.of(
                                    Finding.badData("Model %s has no tensors.".formatted(source)));
                        }
                        sources.add(source);
                        return List.of();
                    });
        }
        return sources;
    }

    private Checkpoint checkpoint(Recipe recipe, String reference) {
        try {
            return models.checkpoint(reference);
        } catch (WrongUseException e) {
            throw new WrongUseException(e.getMessage() + Stages.of(recipe).hint(reference), e);
        }
    }

    /** What only planning shows, such as a tensor that no filter gives a weight. */
    private Optional<MergePlan> planned(Recipe recipe) {
        if (findings.stream().anyMatch(Finding::isError)) {
            return Optional.empty();
        }
        List<MergePlan> made = new ArrayList<>();
        attempt(
                () -> {
                    made.add(merger.planUnscaled(recipe));
                    return made.getFirst().findings();
                });
        return made.stream().findFirst();
    }

    private Set<String> names(Recipe recipe, List<Source> sources) {
        Stream<String> merged =
                merger.aligned(recipe).tensors().stream().map(tensor -> tensor.info().name());
        Stream<String> inputs =
                sources.stream()
                        .flatMap(source -> source.checkpoint().tensors().stream())
                        .map(TensorInfo::name);
        return Stream.concat(merged, inputs).collect(Collectors.toSet());
    }

    /** A recipe, or the merges of a layer path after it. */
    private static List<Recipe> withMerges(Recipe recipe) {
        List<Recipe> all = new ArrayList<>(List.of(recipe));
        if (recipe.composition() instanceof LayerPath path) {
            all.addAll(path.merges().values());
        }
        return all;
    }

    private List<Finding> idle(Recipe recipe, List<Source> sources) {
        Set<String> names = names(recipe, sources);
        return withMerges(recipe).stream()
                .flatMap(each -> IdleParts.of(each, names, settings.semantics()).stream())
                .toList();
    }

    private MergeEstimate estimate(MergePlan plan) {
        MergeEstimate own = estimateOfOne(plan);
        return plan.path().stream()
                .flatMap(path -> path.merges().values().stream())
                .map(this::estimateOfOne)
                .reduce(own, MergeEstimate::after);
    }

    private MergeEstimate estimateOfOne(MergePlan plan) {
        return MergeEstimate.of(
                MergeWork.of(plan).reading(statisticsBytes(plan.recipe())),
                MethodCost.of(plan.method()).with(plan.recipe().around()),
                settings.output().threads(),
                settings.machine());
    }

    private long statisticsBytes(Recipe recipe) {
        return RecipeFiles.of(recipe).stream()
                .flatMap(file -> models.statistics(file).tensors().stream())
                .mapToLong(TensorInfo::bytes)
                .sum();
    }

    /** Whether the output can be written where it is to be. */
    private void place(Recipe recipe, Optional<MergePlan> plan) {
        if (settings.out().isEmpty()) {
            return;
        }
        Path out = settings.out().get();
        attempt(
                () -> {
                    OutputPlace.requireNew(Stages.of(recipe), out, settings.output());
                    return plan.map(_ -> PathPlans.plan(merger, recipe, out, settings.output()))
                            .map(made -> place(out, made))
                            .orElse(List.of());
                });
    }

    private List<Finding> place(Path out, MergePlan plan) {
        OutputPlace.requireGraph(plan, out, settings.output());
        return Stream.of(
                        OutputPlace.leftOut(plan, out).stream(),
                        OutputPlace.leftOutOfGraph(plan, out, settings.output()).stream(),
                        OutputCheck.place(out, estimate(plan)).stream())
                .flatMap(findings -> findings)
                .toList();
    }

    /** Compares the models that are merged with the first of them, the base if there is one. */
    private List<Finding> relatives(Recipe recipe, List<Source> sources) {
        Set<String> merged =
                Stream.concat(recipe.baseModel().stream(), recipe.composition().references())
                        .collect(Collectors.toSet());
        List<Source> all =
                sources.stream().filter(source -> merged.contains(source.reference())).toList();
        if (all.size() < 2) {
            return List.of();
        }
        Source base = all.getFirst();
        List<Source> others =
                all.stream()
                        .filter(other -> !models.isSame(base.reference(), other.reference()))
                        .toList();
        List<Kinship> kinships =
                others.parallelStream().map(other -> KinshipCheck.measure(base, other)).toList();
        List<Finding> found = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            Source other = others.get(i);
            relations.add(
                    new CheckReport.Relation(base.reference(), other.reference(), kinships.get(i)));
            if (!settings.deep()) {
                found.addAll(KinshipCheck.notFinite(base, other, kinships.get(i)));
            }
            found.addAll(KinshipCheck.findings(base, other, kinships.get(i)));
        }
        return found;
    }

    /** Without repetitions, shortened, errors first. */
    static List<Finding> sorted(List<Finding> findings) {
        return FindingGroups.shortened(findings.stream().distinct().toList()).stream()
                .sorted(Comparator.comparingInt(RecipeChecker::rank))
                .toList();
    }

    private static int rank(Finding finding) {
        return switch (finding.kind()) {
            case WRONG_USE, BAD_DATA -> 0;
            case WARNING -> 1;
            case NOTE -> 2;
        };
    }

    private void attempt(Supplier<List<Finding>> check) {
        try {
            findings.addAll(check.get());
        } catch (WrongUseException e) {
            findings.add(Finding.of(e));
        } catch (BadDataException e) {
            findings.add(Finding.of(e));
        }
    }
}
