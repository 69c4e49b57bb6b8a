package dev.merganser.recipes.align;

import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The tensors of a layer path by name: those before the layers of one model, one layer of any model
 * after the other, numbered anew in the stack of the model that gives the configuration, and those
 * after the layers of one model. Every part must have the names and shapes that the corresponding
 * part of that model has, since its configuration has to describe them. Looks at names and shapes
 * only.
 */
final class PathRows {

    private final ModelNames models;
    private final Source like;
    private final List<String> stacks;
    private final Set<Map<String, Shape>> layersOfLike = new LinkedHashSet<>();
    private final Set<String> blamed = new HashSet<>();
    private final List<Integer> origins = new ArrayList<>();
    private final List<TensorRow> rows = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private PathRows(ModelNames models, Source like) {
        this.models = models;
        this.like = like;
        this.stacks = models.stacks(like).names().stream().sorted().toList();
    }

    /**
     * Puts the names in their order.
     *
     * @param sources the models by what the path calls them
     * @param like the model whose names and configuration the merged model has
     * @param parts a stem, layers, a head
     */
    static PathRows of(Function<String, Source> sources, Source like, List<MergePart> parts) {
        var path = new PathRows(new ModelNames(sources), like);
        if (path.stacks.size() == 1) {
            path.lookAtLike();
            for (int i = 0; i < parts.size(); i++) {
                path.part(i, parts.get(i));
            }
        } else {
            path.findings.add(path.notOneStack());
        }
        return path;
    }

    /** The tensors in the order of the path. */
    List<TensorRow> rows() {
        return rows;
    }

    /** What does not fit together. */
    List<Finding> findings() {
        return findings;
    }

    /** What became of the layers. */
    List<LayerChange> changes() {
        return findings.isEmpty()
                ? List.of(new LayerChange(stack(), models.stacks(like).layers(stack()), origins))
                : List.of();
    }

    private String stack() {
        return stacks.getFirst();
    }

    private Finding notOneStack() {
        return Finding.wrongUse(
                stacks.isEmpty()
                        ? "layer_path needs models with layers, but no tensor of %s has a number between points in its name, as in 'layers.0.weight'."
                                .formatted(like)
                        : "layer_path must go through one stack of layers, but %s has %d: %s."
                                .formatted(like, stacks.size(), String.join(", ", stacks)));
    }

    private void lookAtLike() {
        LayerStacks all = models.stacks(like);
        for (int layer = 0; layer < all.layers(stack()); layer++) {
            layersOfLike.add(shapes(like, stack(), layer));
        }
    }

    private void part(int number, MergePart part) {
        switch (part.extent()) {
            case BEFORE -> end(number, part, "stem", TensorRows::isBefore);
            case AFTER -> end(number, part, "head", TensorRows::isAfter);
            case LAYERS -> layer(number, part);
            case ALL -> throw new IllegalArgumentException("A path has no whole models");
        }
    }

    private void end(int number, MergePart part, String what, Predicate<String> belongs) {
        Source source = models.source(part.like());
        difference(outside(like, belongs), outside(source, belongs))
                .map(found -> strange("The " + what, source, "as base_model " + like, found))
                .ifPresent(findings::add);
        for (TensorInfo info : source.checkpoint().tensors()) {
            if (belongs.test(info.name())) {
                add(number, part, info.name(), info.name());
            }
        }
    }

    private void layer(int number, MergePart part) {
        Source source = models.source(part.like());
        int layer = part.like().from();
        Optional<String> stack = stackOf(source);
        if (stack.isEmpty()) {
            blame(source, noStack(part, source));
        } else if (layer >= models.stacks(source).layers(stack.get())) {
            findings.add(noLayer(part, source, models.stacks(source).layers(stack.get())));
        } else {
            compare(part, source, shapes(source, stack.get(), layer));
            for (String rest : models.stacks(source).rests(stack.get(), layer)) {
                add(
                        number,
                        part,
                        LayerName.of(stack(), origins.size(), rest),
                        LayerName.of(stack.get(), layer, rest));
            }
        }
        origins.add(layer);
    }

    private void add(int number, MergePart part, String name, String there) {
        rows.add(
                TensorRow.of(
                        name, 0, number, part, range -> new Located(models.source(range), there)));
    }

    /** The stack of that name, else the only one, whatever it is called. */
    private Optional<String> stackOf(Source source) {
        Set<String> names = models.stacks(source).names();
        if (names.contains(stack())) {
            return Optional.of(stack());
        }
        return names.size() == 1 ? names.stream().findFirst() : Optional.empty();
    }

    private Finding noStack(MergePart part, Source source) {
        Set<String> names = models.stacks(source).names();
        return Finding.wrongUse(
                "%s needs layers called '%s', as those of base_model %s, but %s has %s."
                        .formatted(
                                part.like().place(),
                                stack(),
                                like,
                                source,
                                names.isEmpty()
                                        ? "none"
                                        : "those of "
                                                + String.join(
                                                        ", ", names.stream().sorted().toList())));
    }

    private static Finding noLayer(MergePart part, Source source, int layers) {
        return Finding.wrongUse(
                "%s must be one of the %d layers of %s, 0 to %d, found %d."
                        .formatted(
                                part.like().place(),
                                layers,
                                source,
                                layers - 1,
                                part.like().from()));
    }

    private void compare(MergePart part, Source source, Map<String, Shape> shapes) {
        if (!layersOfLike.contains(shapes)) {
            Map<String, Shape> nearest = layersOfLike.iterator().next();
            difference(nearest, shapes)
                    .map(
                            found ->
                                    strange(
                                            part.like().place() + ": layer " + part.like().from(),
                                            source,
                                            "as the layers of base_model " + like,
                                            found))
                    .ifPresent(finding -> blame(source, finding));
        }
    }

    /** Says one thing of a model, not the same for each of its layers. */
    private void blame(Source source, Finding finding) {
        if (blamed.add(source.reference())) {
            findings.add(finding);
        }
    }

    private static Finding strange(String what, Source source, String like, String found) {
        return Finding.badData(
                "%s of %s must have the same tensors %s, found %s."
                        .formatted(what, source, like, found));
    }

    /** How tensors differ from those that are wanted, the first of them. */
    private static Optional<String> difference(
            Map<String, Shape> wanted, Map<String, Shape> found) {
        for (var entry : wanted.entrySet()) {
            Shape other = found.get(entry.getKey());
            if (other == null) {
                return Optional.of("no '%s'".formatted(entry.getKey()));
            }
            if (!other.equals(entry.getValue())) {
                return Optional.of(
                        "'%s' of shape %s in place of %s"
                                .formatted(entry.getKey(), other, entry.getValue()));
            }
        }
        return found.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .map("'%s' beside them"::formatted)
                .findFirst();
    }

    private static Map<String, Shape> outside(Source source, Predicate<String> belongs) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        source.checkpoint().tensors().stream()
                .filter(info -> info.dtype().isFloat() && belongs.test(info.name()))
                .forEach(info -> shapes.put(info.name(), info.shape()));
        return shapes;
    }

    private Map<String, Shape> shapes(Source source, String stack, int layer) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (String rest : models.stacks(source).rests(stack, layer)) {
            source.checkpoint()
                    .info(LayerName.of(stack, layer, rest))
                    .filter(info -> info.dtype().isFloat())
                    .ifPresent(info -> shapes.put(rest, info.shape()));
        }
        return shapes;
    }
}
