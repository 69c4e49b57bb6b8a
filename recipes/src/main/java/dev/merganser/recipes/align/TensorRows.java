package dev.merganser.recipes.align;

import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.layer.LayerPositions;
import dev.merganser.recipes.model.ModelConfig;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * The tensors of a merged model by name, as the parts of a recipe tell: which layer of which model
 * goes where. Layers of the merged model are numbered over all slices of a module. Looks at names
 * only.
 */
final class TensorRows {

    /** Names of weights that act before the layers; all others outside the layers act after. */
    private static final Pattern BEFORE =
            Pattern.compile(
                    "emb(?!ed_out)|(^|\\.)(wte|wpe|shared|stem|patch\\w*|conv\\d?|conv_in|cls_token|class_token|position\\w*|pre_\\w+|ln_pre)(\\.|$)");

    private final ModelNames models;
    private final Source like;
    private final LayerPositions positions;
    private final ModuleNames modules;
    private final Map<String, SliceRows> slices = new LinkedHashMap<>();
    private final List<TensorRow> rows = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private TensorRows(ModelNames models, Source like, ModuleNames modules) {
        this.models = models;
        this.like = like;
        this.modules = modules;
        this.positions =
                LayerPositions.of(
                        like.checkpoint().tensors().stream().map(TensorInfo::name).toList(),
                        ModelConfig.layers(like.checkpoint()));
    }

    /**
     * Puts the names side by side.
     *
     * @param sources the models by what the recipe calls them
     * @param like the model whose modules and layers are counted
     */
    static TensorRows of(Function<String, Source> sources, Source like, List<MergePart> parts) {
        var models = new ModelNames(sources);
        List<String> names = parts.stream().map(MergePart::module).distinct().toList();
        var all = new TensorRows(models, like, ModuleNames.of(names, models.stacks(like).names()));
        for (int i = 0; i < parts.size(); i++) {
            all.part(i, parts.get(i));
        }
        all.slices.values().forEach(slice -> all.findings.addAll(slice.findings()));
        return all;
    }

    /** The tensors, part by part in the order of the model that each is like. */
    List<TensorRow> rows() {
        return rows;
    }

    /** What does not fit together. */
    List<Finding> findings() {
        return findings;
    }

    /** The stacks that were taken apart. */
    List<LayerChange> changes() {
        return slices.values().stream().flatMap(slice -> slice.change().stream()).toList();
    }

    private void part(int number, MergePart part) {
        Predicate<String> inModule = name -> modules.module(name).equals(part.module());
        switch (part.extent()) {
            case ALL -> sameNames(number, part, inModule, positions::of);
            case BEFORE -> sameNames(number, part, inModule.and(TensorRows::isBefore), _ -> 0);
            case AFTER -> sameNames(number, part, inModule.and(TensorRows::isAfter), _ -> 0);
            case LAYERS -> rows.addAll(slices(part.module()).next(number, part));
        }
    }

    private SliceRows slices(String module) {
        return slices.computeIfAbsent(
                module, _ -> new SliceRows(models, like, module, modules.stacks(module)));
    }

    static boolean isBefore(String name) {
        return LayerName.of(name).isEmpty() && BEFORE.matcher(name).find();
    }

    static boolean isAfter(String name) {
        return LayerName.of(name).isEmpty() && !BEFORE.matcher(name).find();
    }

    /** Tensors that are called the same in all models. */
    private void sameNames(
            int number,
            MergePart part,
            Predicate<String> belongs,
            ToDoubleFunction<String> position) {
        part.inputs().forEach(range -> refuseExtraTensors(part, range, belongs));
        for (TensorInfo info : models.source(part.like()).checkpoint().tensors()) {
            String name = info.name();
            if (belongs.test(name)) {
                rows.add(
                        TensorRow.of(
                                name,
                                position.applyAsDouble(name),
                                number,
                                part,
                                range -> new Located(models.source(range), name)));
            }
        }
    }

    private void refuseExtraTensors(MergePart part, LayerRange range, Predicate<String> belongs) {
        Source ours = models.source(part.like());
        Source other = models.source(range);
        for (TensorInfo info : other.checkpoint().tensors()) {
            if (belongs.test(info.name()) && !models.has(ours, info.name())) {
                findings.add(
                        AlignedModels.extra(
                                new Located(ours, info.name()), new Located(other, info.name())));
            }
        }
    }
}
