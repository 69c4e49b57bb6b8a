package dev.merganser.recipes.align;

import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The models of a merge and what they call their tensors, each looked at once. */
final class ModelNames {

    private final Function<String, Source> sources;
    private final Map<String, LayerStacks> stacks = new HashMap<>();
    private final Map<String, Set<String>> names = new HashMap<>();

    /**
     * The models of a merge.
     *
     * @param sources the models by what the recipe calls them
     */
    ModelNames(Function<String, Source> sources) {
        this.sources = sources;
    }

    Source source(LayerRange range) {
        return sources.apply(range.model());
    }

    /** The tensors of a model by their layers. */
    LayerStacks stacks(Source source) {
        return stacks.computeIfAbsent(source.reference(), _ -> LayerStacks.of(source.checkpoint()));
    }

    /** The tensors of a layer, as they are called in it. */
    List<String> rests(LayerRange range, String stack, int offset) {
        return stacks(source(range)).rests(stack, range.from() + offset);
    }

    /** Whether a model has a tensor of that name. */
    boolean has(Source source, String name) {
        return names.computeIfAbsent(
                        source.reference(),
                        _ ->
                                source.checkpoint().tensors().stream()
                                        .map(TensorInfo::name)
                                        .collect(Collectors.toSet()))
                .contains(name);
    }
}
