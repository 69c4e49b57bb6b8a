package dev.merganser.recipes.align;

import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.layer.LayerPositions;
import dev.merganser.recipes.model.Source;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tensors of a module's slices: each layer of a slice is made of one layer of every source, at
 * the same offset from its first, and the layers of the merged model are numbered over all slices.
 */
final class SliceRows {

    private final ModelNames models;
    private final Source like;
    private final String module;
    private final List<String> stacks;
    private final List<Integer> origins = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    /**
     * A module whose slices follow.
     *
     * @param like the model whose layers are counted
     * @param module its name; empty where the recipe names none
     * @param stacks the stacks of the module; one, or else it has no slices
     */
    SliceRows(ModelNames models, Source like, String module, List<String> stacks) {
        this.models = models;
        this.like = like;
        this.module = module;
        this.stacks = stacks;
        if (stacks.size() != 1) {
            findings.add(notOneStack());
        }
    }

    private Finding notOneStack() {
        String place = module.isEmpty() ? "" : "modules." + module + ": ";
        String advice = module.isEmpty() ? "name them as 'modules'" : "name a module for each";
        return Finding.wrongUse(
                stacks.isEmpty()
                        ? "%sslices need a model with layers, but no tensor of %s has a number between points in its name, as in 'layers.0.weight'."
                                .formatted(place, like)
                        : "%sslices must be of one stack of layers, but %s has %s. Maybe %s."
                                .formatted(place, like, String.join(", ", stacks), advice));
    }

    /** What does not fit together. */
    List<Finding> findings() {
        return findings;
    }

    /** What became of the stack; empty where there is not one. */
    Optional<LayerChange> change() {
        return stacks.size() == 1
                ? Optional.of(
                        new LayerChange(
                                stacks.getFirst(),
                                models.stacks(like).layers(stacks.getFirst()),
                                origins))
                : Optional.empty();
    }

    /** The tensors of the next slice; none where it does not fit the models. */
    List<TensorRow> next(int number, MergePart part) {
        List<TensorRow> rows = new ArrayList<>();
        if (stacks.size() == 1 && isThere(part, stacks.getFirst())) {
            for (int offset = 0; offset < part.like().layers(); offset++) {
                rows.addAll(layer(number, part, stacks.getFirst(), offset));
            }
        }
        return rows;
    }

    private boolean isThere(MergePart part, String stack) {
        int before = findings.size();
        for (LayerRange range : part.inputs()) {
            Source source = models.source(range);
            int layers = models.stacks(source).layers(stack);
            if (range.to() > layers) {
                findings.add(
                        Finding.wrongUse(
                                "%s must lie within the %d layers of %s, found [%d, %d]."
                                        .formatted(
                                                range.place(),
                                                layers,
                                                source,
                                                range.from(),
                                                range.to())));
            }
        }
        return findings.size() == before;
    }

    private List<TensorRow> layer(int number, MergePart part, String stack, int offset) {
        int layer = origins.size();
        origins.add(part.like().from() + offset);
        double position = LayerPositions.position(offset, part.like().layers());
        List<String> rests = models.rests(part.like(), stack, offset);
        refuseExtraTensors(part, stack, offset, new HashSet<>(rests));
        return rests.stream()
                .map(
                        rest ->
                                TensorRow.of(
                                        LayerName.of(stack, layer, rest),
                                        position,
                                        number,
                                        part,
                                        range -> located(range, stack, offset, rest)))
                .toList();
    }

    private Located located(LayerRange range, String stack, int offset, String rest) {
        return new Located(models.source(range), LayerName.of(stack, range.from() + offset, rest));
    }

    private void refuseExtraTensors(MergePart part, String stack, int offset, Set<String> known) {
        for (LayerRange range : part.inputs()) {
            for (String rest : models.rests(range, stack, offset)) {
                if (!known.contains(rest)) {
                    findings.add(
                            AlignedModels.extra(
                                    located(part.like(), stack, offset, rest),
                                    located(range, stack, offset, rest)));
                }
            }
        }
    }
}
