package dev.merganser.recipes.plan;

import dev.merganser.recipes.align.AlignedModels;
import dev.merganser.recipes.align.AlignedTensor;
import dev.merganser.recipes.align.MergePart;
import dev.merganser.recipes.align.MergeVocabulary;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Plans layer paths: the merges first, then the tensors of their layers one after the other. A
 * merge is no more than a plan; its tensors are merged when the path's are asked for.
 */
final class PathPlanner {

    private final Merger merger;
    private final Models models;
    private final Recipe recipe;
    private final LayerPath path;
    private final String base;
    private final Map<String, MergePlan> merges = new TreeMap<>();

    private PathPlanner(Merger merger, Models models, Recipe recipe, LayerPath path) {
        this.merger = merger;
        this.models = models;
        this.recipe = recipe;
        this.path = path;
        this.base = recipe.baseModel().orElseThrow();
    }

    /** A planner for one path, whose merges are planned by {@code merger}. */
    static PathPlanner of(Merger merger, Models models, Recipe recipe, LayerPath path) {
        var planner = new PathPlanner(merger, models, recipe, path);
        path.merges().forEach(planner::merge);
        return planner;
    }

    private void merge(String name, Recipe merge) {
        String place = "merganser.layer_path.merges.%s: ".formatted(name);
        try {
            merges.put(name, merger.plan(type().map(merge::withOutDtype).orElse(merge)));
        } catch (WrongUseException e) {
            throw new WrongUseException(place + e.getMessage(), e);
        } catch (BadDataException e) {
            throw new BadDataException(place + e.getMessage(), e);
        }
    }

    /** The models side by side. */
    AlignedModels aligned() {
        Map<String, Checkpoint> planned = new TreeMap<>();
        merges.forEach((name, plan) -> planned.put(name, new PlannedCheckpoint(plan)));
        Models all = models.with(planned);
        return AlignedModels.ofPath(
                reference -> new Source(reference, all.checkpoint(reference)),
                new Source(base, models.checkpoint(base)),
                parts(),
                MergeVocabulary.of(MergeVocabulary.Wanted.of(recipe), models));
    }

    private List<MergePart> parts() {
        return PathParts.of(path, base);
    }

    /**
     * The plan of a path.
     *
     * @param factors which carry its scales; empty where a graph does
     */
    MergePlan plan(Optional<LayerFactors> factors) {
        AlignedModels side = aligned();
        side.findings().forEach(Finding::refuse);
        LayerFactors given = factors.orElse(LayerFactors.NONE);
        given.requireIn(side.tensors().stream().map(tensor -> tensor.info().name()).toList());
        boolean leavesScales = path.isScaled() && factors.isEmpty();
        var planned = new PlannedPath(stem(), merges, given, leavesScales, endsFit(side));
        return MergePlan.of(recipe, side, planned, notes(side, given));
    }

    private Checkpoint stem() {
        String stem = path.stem().orElse(base);
        MergePlan merge = merges.get(stem);
        return merge == null ? models.checkpoint(stem) : merge.like();
    }

    private boolean endsFit(AlignedModels side) {
        return merges.isEmpty()
                && models.isSame(path.stem().orElse(base), path.layers().getFirst().model())
                && models.isSame(path.head().orElse(base), path.layers().getLast().model())
                && side.tensors().stream().allMatch(PathPlanner::isCalledAlike);
    }

    private static boolean isCalledAlike(AlignedTensor tensor) {
        return switch (tensor) {
            case AlignedTensor.Copied _ -> true;
            case AlignedTensor.Merged merged ->
                    stack(merged.info().name()).equals(stack(merged.namesInModels().getFirst()));
        };
    }

    private static String stack(String tensor) {
        return LayerName.of(tensor).map(LayerName::stack).orElse("");
    }

    /** Factors that are no powers of two change digits that short types do not have. */
    private Optional<Finding> rounding(AlignedModels side, LayerFactors factors) {
        return side.tensors().stream()
                .map(AlignedTensor::info)
                .filter(info -> factors.of(info.name()) != 1)
                .map(this::stored)
                .filter(type -> type.bytes() < Float.BYTES)
                .findFirst()
                .map(
                        type ->
                                Finding.note(
                                        "The weights that carry scales are rounded to %s. 'out_dtype: float32' would keep all their digits."
                                                .formatted(type)));
    }

    private DType stored(TensorInfo info) {
        return type().orElse(info.dtype());
    }

    /** The type that the path asks for; its merges are not rounded to another before. */
    private Optional<DType> type() {
        return recipe.outDtype().or(recipe::dtype);
    }

    private List<Finding> notes(AlignedModels side, LayerFactors factors) {
        List<Finding> notes = new ArrayList<>();
        rounding(side, factors).ifPresent(notes::add);
        merges.forEach(
                (name, merge) ->
                        merge.findings().stream()
                                .map(f -> new Finding(f.kind(), name + ": " + f.message()))
                                .forEach(notes::add));
        return notes;
    }
}
