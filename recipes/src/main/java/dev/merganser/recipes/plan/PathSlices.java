package dev.merganser.recipes.plan;

import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Composition.Slices;
import dev.merganser.recipes.recipe.OutputSlice;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.ParameterValue.Rule;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.SliceSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A layer path in mergekit's words: {@code passthrough} of slices, with the factors of weights as
 * its parameter {@code scale}, filtered by the tensors' names.
 */
public final class PathSlices {

    private static final String METHOD = "passthrough";
    private static final String SCALE = "scale";

    private final LayerPath path;
    private final LayerFactors factors;
    private final Map<Integer, List<String>> namesAt = new HashMap<>();
    private final List<OutputSlice> slices = new ArrayList<>();

    private PathSlices(LayerPath path, LayerFactors factors, MergePlan plan) {
        this.path = path;
        this.factors = factors;
        plan.planned().forEach(this::add);
    }

    /**
     * The recipe in these words; empty where they cannot say it: of merges, and of a stem or a head
     * that is not of the model of the layer beside it.
     *
     * @param named the recipe with the models called as they are to be written
     * @param plan its plan
     */
    public static Optional<Recipe> of(Recipe named, MergePlan plan) {
        return plan.path()
                .filter(path -> path.endsFit() && !path.leavesScales())
                .filter(_ -> named.composition() instanceof LayerPath)
                .map(
                        planned ->
                                new PathSlices(
                                                (LayerPath) named.composition(),
                                                planned.factors(),
                                                plan)
                                        .written(named));
    }

    private void add(PlannedTensor tensor) {
        if (tensor instanceof PlannedTensor.Merged merged) {
            LayerName.of(merged.info().name())
                    .ifPresent(
                            name ->
                                    namesAt.computeIfAbsent(name.layer(), _ -> new ArrayList<>())
                                            .add(merged.inputs().namesInModels().getFirst()));
        }
    }

    private Recipe written(Recipe named) {
        int from = 0;
        for (int i = 1; i <= path.layers().size(); i++) {
            if (i == path.layers().size() || !goesOn(i)) {
                slice(from, i);
                from = i;
            }
        }
        return named.withMethod(METHOD, new Slices(slices));
    }

    /** Whether a layer follows the one before it in its model, and neither has factors. */
    private boolean goesOn(int position) {
        PathLayer before = path.layers().get(position - 1);
        PathLayer here = path.layers().get(position);
        return here.model().equals(before.model())
                && here.layer() == before.layer() + 1
                && factors.of(position - 1).isEmpty()
                && factors.of(position).isEmpty();
    }

    private void slice(int from, int to) {
        PathLayer first = path.layers().get(from);
        slices.add(
                OutputSlice.of(
                        new SliceSource(
                                first.model(),
                                first.layer(),
                                first.layer() + to - from,
                                parameters(from))));
    }

    private Parameters parameters(int position) {
        Map<String, Double> own = factors.of(position);
        List<Rule> rules = new ArrayList<>();
        namesAt.getOrDefault(position, List.of()).stream()
                .filter(name -> own.keySet().stream().anyMatch(name::contains))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .forEach(name -> rules.add(Rule.of(name, ParameterValue.of(factor(name, own)))));
        if (rules.isEmpty()) {
            return Parameters.NONE;
        }
        rules.add(Rule.otherwise(ParameterValue.of(1)));
        return Parameters.NONE.with(SCALE, new ParameterValue.Filtered(rules));
    }

    /** Filters are parts of names, so the longer ones stand first, with a factor or without. */
    private static double factor(String name, Map<String, Double> own) {
        return LayerName.of(name).map(each -> own.getOrDefault(each.rest(), 1.0)).orElse(1.0);
    }
}
