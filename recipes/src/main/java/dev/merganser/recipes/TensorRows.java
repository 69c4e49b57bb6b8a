package dev.merganser.recipes;

import dev.merganser.recipes.MergePart.Extent;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
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
                    "emb(?!ed_out)|(^|\\.)(wte|wpe|shared|stem|patch\\w*|conv\\d?|conv_in|cls_token|class_token|pre_\\w+|ln_pre)(\\.|$)");

    private final Function<String, Source> sources;
    private final List<MergePart> parts;
    private final Source like;
    private final LayerPositions positions;
    private final ModuleNames modules;
    private final Map<String, LayerStacks> stacks = new HashMap<>();
    private final Map<String, Set<String>> names = new HashMap<>();
    private final Map<String, LayerChange> changes = new HashMap<>();
    private final List<TensorRow> rows = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private TensorRows(Function<String, Source> sources, Source like, List<MergePart> parts) {
        this.sources = sources;
        this.parts = parts;
        this.like = like;
        this.positions = LayerPositions.of(names(like), ModelConfig.layers(like.checkpoint()));
        this.modules =
                ModuleNames.of(
                        parts.stream().map(MergePart::module).distinct().toList(),
                        stacks(like).names());
    }

    /**
     * Puts the names side by side.
     *
     * @param sources the models by what the recipe calls them
     * @param like the model whose modules and layers are counted
     */
    static TensorRows of(Function<String, Source> sources, Source like, List<MergePart> parts) {
        var all = new TensorRows(sources, like, parts);
        for (int i = 0; i < parts.size(); i++) {
            all.part(i);
        }
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
        return List.copyOf(changes.values());
    }

    private static List<String> names(Source source) {
        return source.checkpoint().tensors().stream().map(TensorInfo::name).toList();
    }

    private LayerStacks stacks(Source source) {
        return stacks.computeIfAbsent(source.reference(), _ -> LayerStacks.of(source.checkpoint()));
    }

    private Set<String> nameSet(Source source) {
        return names.computeIfAbsent(source.reference(), _ -> new HashSet<>(names(source)));
    }

    private void part(int number) {
        MergePart part = parts.get(number);
        switch (part.extent()) {
            case ALL -> sameNames(number, name -> modules.module(name).equals(part.module()));
            case BEFORE -> sameNames(number, name -> isOutside(part, name) && isBefore(name));
            case AFTER -> sameNames(number, name -> isOutside(part, name) && !isBefore(name));
            case LAYERS -> layers(number);
        }
    }

    private boolean isOutside(MergePart part, String name) {
        return LayerName.of(name).isEmpty() && modules.module(name).equals(part.module());
    }

    private static boolean isBefore(String name) {
        return BEFORE.matcher(name).find();
    }

    /** Tensors that are called the same in all models. */
    private void sameNames(int number, Predicate<String> belongs) {
        MergePart part = parts.get(number);
        Source ours = source(part.like());
        for (Source other : others(part, ours)) {
            extra(other, ours, belongs);
        }
        for (TensorInfo info : ours.checkpoint().tensors()) {
            if (belongs.test(info.name())) {
                double position = part.extent() == Extent.ALL ? positions.of(info.name()) : 0;
                rows.add(row(number, info.name(), position, _ -> info.name()));
            }
        }
    }

    private Source source(LayerRange range) {
        return sources.apply(range.model());
    }

    private List<Source> others(MergePart part, Source ours) {
        return part.inputs().stream()
                .map(this::source)
                .filter(source -> !source.reference().equals(ours.reference()))
                .toList();
    }

    private void extra(Source other, Source ours, Predicate<String> belongs) {
        Set<String> known = nameSet(ours);
        for (TensorInfo info : other.checkpoint().tensors()) {
            if (belongs.test(info.name()) && !known.contains(info.name())) {
                findings.add(
                        AlignedModels.extra(
                                new Located(ours, info.name()), new Located(other, info.name())));
            }
        }
    }

    private TensorRow row(
            int number, String name, double position, Function<LayerRange, String> nameIn) {
        MergePart part = parts.get(number);
        Function<LayerRange, Located> locate =
                range -> new Located(source(range), nameIn.apply(range));
        return new TensorRow(
                name,
                position,
                number,
                locate.apply(part.like()),
                part.models().stream().map(locate).toList(),
                part.base().map(locate));
    }

    private void layers(int number) {
        MergePart part = parts.get(number);
        Optional<String> stack = onlyStack(part);
        if (stack.isEmpty() || !areThere(part, stack.get())) {
            return;
        }
        LayerChange change =
                changes.computeIfAbsent(
                        part.module(),
                        _ -> new LayerChange(stack.get(), stacks(like).layers(stack.get())));
        int count = part.like().layers();
        for (int i = 0; i < count; i++) {
            layer(number, change, i, LayerPositions.position(i, count));
        }
    }

    private Optional<String> onlyStack(MergePart part) {
        List<String> found = modules.stacks(part.module());
        if (found.size() == 1) {
            return Optional.of(found.getFirst());
        }
        String what = part.module().isEmpty() ? "" : "Module '" + part.module() + "': ";
        findings.add(
                Finding.wrongUse(
                        what
                                + (found.isEmpty()
                                        ? "slices need a model with layers, but no tensor of %s has a number between points in its name, as in 'layers.0.weight'."
                                                .formatted(like)
                                        : "slices must be of one stack of layers, but %s has %s. Maybe name them as 'modules'."
                                                .formatted(like, String.join(", ", found)))));
        return Optional.empty();
    }

    private boolean areThere(MergePart part, String stack) {
        boolean fits = true;
        for (LayerRange range : part.inputs()) {
            Source source = source(range);
            int layers = stacks(source).layers(stack);
            if (range.to() > layers) {
                fits = false;
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
        return fits;
    }

    private void layer(int number, LayerChange change, int offset, double position) {
        MergePart part = parts.get(number);
        String stack = change.stack();
        int layer = change.add(part.like().from() + offset);
        Source ours = source(part.like());
        List<String> rests = stacks(ours).rests(stack, part.like().from() + offset);
        for (String rest : rests) {
            rows.add(
                    row(
                            number,
                            LayerName.of(stack, layer, rest),
                            position,
                            range -> LayerName.of(stack, range.from() + offset, rest)));
        }
        extraInLayer(part, stack, offset, new HashSet<>(rests));
    }

    private void extraInLayer(MergePart part, String stack, int offset, Set<String> known) {
        String ours = LayerName.of(stack, part.like().from() + offset, "");
        for (LayerRange range : part.inputs()) {
            Source other = source(range);
            for (String rest : stacks(other).rests(stack, range.from() + offset)) {
                if (!known.contains(rest)) {
                    String theirs = LayerName.of(stack, range.from() + offset, rest);
                    findings.add(
                            AlignedModels.extra(
                                    new Located(source(part.like()), ours + rest),
                                    new Located(other, theirs)));
                }
            }
        }
    }
}
