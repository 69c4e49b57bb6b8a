package dev.merganser.recipes.plan;

import dev.merganser.recipes.align.LayerRange;
import dev.merganser.recipes.align.MergePart;
import dev.merganser.recipes.align.MergePart.Extent;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.mergekit.AppendedBase;
import dev.merganser.recipes.mergekit.MergekitNotes;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.Composition;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.OutputModule;
import dev.merganser.recipes.recipe.OutputSlice;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.SliceSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recipe taken apart into what is merged from the same models. Whole models are one part. Slices
 * are a part each, between the weights before the layers, which are made of the models of the first
 * slice, and those after the layers, of the models of the last: mergekit's rule.
 */
final class MergeParts {

    private final Recipe recipe;
    private final MethodDescriptor method;
    private final Models models;
    private final Semantics semantics;
    private final List<MergePart> parts = new ArrayList<>();
    private final List<PartParameters> parameters = new ArrayList<>();
    private final List<Finding> notes = new ArrayList<>();

    private MergeParts(Recipe recipe, MethodDescriptor method, Models models, Semantics semantics) {
        this.recipe = recipe;
        this.method = method;
        this.models = models;
        this.semantics = semantics;
    }

    /**
     * Takes a recipe apart; opens no model.
     *
     * @throws WrongUseException where a part has too few or too many models for the method, or it
     *     is not clear which layers of the base go with a slice
     */
    static MergeParts of(
            Recipe recipe, MethodDescriptor method, Models models, Semantics semantics) {
        var parts = new MergeParts(recipe, method, models, semantics);
        List<Parameters> global = List.of(recipe.parameters());
        switch (recipe.composition()) {
            case Composition.OfModule one -> parts.module("", "", one, global);
            case Composition.Modules(Map<String, OutputModule> modules) ->
                    modules.forEach(
                            (name, module) ->
                                    parts.module(
                                            name,
                                            "modules." + name + ".",
                                            module.composition(),
                                            List.of(module.parameters(), recipe.parameters())));
            case Composition.LayerPath _ ->
                    throw new IllegalArgumentException("A layer path has parts of its own");
        }
        return parts;
    }

    /** The parts in the order of the merged model. */
    List<MergePart> parts() {
        return parts;
    }

    /** The parameters of each part. */
    List<PartParameters> parameters() {
        return parameters;
    }

    /** Quirks of mergekit that took effect. */
    List<Finding> notes() {
        return notes;
    }

    private void module(
            String name, String place, Composition.OfModule composition, List<Parameters> outer) {
        switch (composition) {
            case Composition.WholeModels(List<ModelEntry> entries) ->
                    whole(name, place, entries, outer);
            case Composition.Slices(List<OutputSlice> slices) -> slices(name, place, slices, outer);
        }
    }

    private void whole(
            String module, String place, List<ModelEntry> entries, List<Parameters> outer) {
        Optional<String> base = usesBase() ? recipe.baseModel() : Optional.empty();
        List<ModelEntry> merged =
                withUnlistedBase(entries, outer).stream()
                        .filter(entry -> !isBase(entry.model(), base))
                        .toList();
        requireModels(place, merged.size(), base);
        String like = recipe.baseModel().orElseGet(() -> merged.getFirst().model());
        parts.add(
                new MergePart(
                        module,
                        Extent.ALL,
                        LayerRange.all(like),
                        merged.stream().map(entry -> LayerRange.all(entry.model())).toList(),
                        aroundBase().or(() -> base).map(LayerRange::all)));
        parameters.add(
                new PartParameters(merged.stream().map(ModelEntry::parameters).toList(), outer));
    }

    /** By mergekit's rules a base that is not used is one more model, unless it is listed. */
    private List<ModelEntry> withUnlistedBase(List<ModelEntry> entries, List<Parameters> outer) {
        boolean listed =
                entries.stream().anyMatch(entry -> isBase(entry.model(), recipe.baseModel()));
        if (semantics == Semantics.SAFE
                || usesBase()
                || aroundBase().isPresent()
                || recipe.baseModel().isEmpty()
                || listed) {
            return entries;
        }
        String base = recipe.baseModel().get();
        notes.add(AppendedBase.note(base, method));
        return AppendedBase.to(entries, base, method, outer);
    }

    private boolean usesBase() {
        return method.baseUse() != BaseUse.NONE;
    }

    /** The base, where it is needed whatever the method makes of it. */
    private Optional<String> aroundBase() {
        return recipe.around().readsBase() ? recipe.baseModel() : Optional.empty();
    }

    private boolean isBase(String model, Optional<String> base) {
        return base.filter(name -> models.isSame(model, name)).isPresent();
    }

    private void requireModels(String place, int count, Optional<String> base) {
        try {
            method.checkModels(count, base.or(recipe::baseModel).isPresent());
        } catch (WrongUseException e) {
            throw place.isEmpty()
                    ? e
                    : new WrongUseException(
                            place.substring(0, place.length() - 1) + ": " + e.getMessage(), e);
        }
    }

    private void slices(
            String module, String place, List<OutputSlice> slices, List<Parameters> outer) {
        int last = slices.size() - 1;
        slice(module, Extent.BEFORE, slices.getFirst(), place(place, 0), outer);
        for (int i = 0; i <= last; i++) {
            slice(module, Extent.LAYERS, slices.get(i), place(place, i), outer);
        }
        OutputSlice after = after(slices.getFirst(), slices.getLast());
        slice(module, Extent.AFTER, after, place(place, last), outer);
    }

    private static String place(String place, int slice) {
        return "%sslices[%d].".formatted(place, slice);
    }

    /** mergekit pairs the models of the last slice with as many names as the first one has. */
    private OutputSlice after(OutputSlice first, OutputSlice last) {
        int paired = Math.min(first.sources().size(), last.sources().size());
        if (semantics == Semantics.SAFE || paired == last.sources().size()) {
            return last;
        }
        notes.add(
                MergekitNotes.note(
                        "the weights after the layers are merged from %d of the %d sources of the last slice, since the first slice has no more."
                                .formatted(paired, last.sources().size())));
        return new OutputSlice(
                last.sources().subList(0, paired), last.baseModel(), last.parameters());
    }

    private void slice(
            String module, Extent extent, OutputSlice slice, String place, List<Parameters> outer) {
        Optional<String> base =
                usesBase() ? slice.baseModel().or(recipe::baseModel) : Optional.empty();
        List<LayerRange> merged = new ArrayList<>();
        List<Parameters> own = new ArrayList<>();
        for (int i = 0; i < slice.sources().size(); i++) {
            SliceSource source = slice.sources().get(i);
            if (!isBase(source.model(), base)) {
                merged.add(range(slice, i, place));
                own.add(source.parameters());
            }
        }
        requireModels(place, merged.size(), base);
        Optional<LayerRange> baseRange =
                base.or(() -> aroundBase().map(name -> slice.baseModel().orElse(name)))
                        .map(name -> baseRange(slice, name, place));
        parts.add(new MergePart(module, extent, like(slice, baseRange, place), merged, baseRange));
        List<Parameters> levels = new ArrayList<>(List.of(slice.parameters()));
        levels.addAll(outer);
        parameters.add(new PartParameters(own, levels));
    }

    private static LayerRange range(OutputSlice slice, int source, String place) {
        return LayerRange.of(
                slice.sources().get(source), "%ssources[%d].layer_range".formatted(place, source));
    }

    /** The base where the slice has it, be it used or not; else the first source. */
    private LayerRange like(OutputSlice slice, Optional<LayerRange> base, String place) {
        return base.or(() -> listed(slice, recipe.baseModel(), place))
                .orElseGet(() -> range(slice, 0, place));
    }

    private Optional<LayerRange> listed(OutputSlice slice, Optional<String> base, String place) {
        for (int i = 0; i < slice.sources().size(); i++) {
            if (isBase(slice.sources().get(i).model(), base)) {
                return Optional.of(range(slice, i, place));
            }
        }
        return Optional.empty();
    }

    /** A base that a slice does not list gives the layers that all its sources give. */
    private LayerRange baseRange(OutputSlice slice, String base, String place) {
        return listed(slice, Optional.of(base), place)
                .orElseGet(() -> sharedRange(slice, base, place));
    }

    private LayerRange sharedRange(OutputSlice slice, String base, String place) {
        SliceSource first = slice.sources().getFirst();
        for (SliceSource source : slice.sources()) {
            if (source.from() != first.from()) {
                throw new WrongUseException(
                        "%ssources must list base_model '%s' with its layer_range, since %s needs it and the sources take different layers: [%d, %d] of '%s' and [%d, %d] of '%s'."
                                .formatted(
                                        place,
                                        base,
                                        usesBase()
                                                ? "merge method '" + method.name() + "'"
                                                : "wrap",
                                        first.from(),
                                        first.to(),
                                        first.model(),
                                        source.from(),
                                        source.to(),
                                        source.model()));
            }
        }
        return new LayerRange(base, first.from(), first.to(), place + "base_model");
    }
}
