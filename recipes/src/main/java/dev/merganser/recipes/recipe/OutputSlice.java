package dev.merganser.recipes.recipe;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Layers of the merged model that follow each other: each is merged from one layer of every source.
 *
 * @param sources what is merged, in this order; ranges of one length, no model twice
 * @param baseModel the base of these layers, in place of the recipe's
 * @param parameters values for all sources; a source's own value goes first
 */
public record OutputSlice(
        List<SliceSource> sources, Optional<String> baseModel, Parameters parameters) {

    public OutputSlice {
        sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("A slice needs at least one source, found 0");
        }
        Set<String> seen = new HashSet<>();
        for (SliceSource source : sources) {
            requireOnce(seen, source);
            requireSameLength(sources.getFirst(), source);
        }
    }

    public static OutputSlice of(SliceSource... sources) {
        return new OutputSlice(List.of(sources), Optional.empty(), Parameters.NONE);
    }

    /** How many layers of the merged model this is. */
    public int layers() {
        return sources.getFirst().layers();
    }

    private static void requireOnce(Set<String> seen, SliceSource source) {
        if (!seen.add(source.model())) {
            throw new IllegalArgumentException(
                    "Each model may be once in a slice, found '" + source.model() + "' twice");
        }
    }

    private static void requireSameLength(SliceSource first, SliceSource source) {
        if (first.layers() != source.layers()) {
            throw new IllegalArgumentException(
                    "The sources of a slice must give as many layers, found %d of '%s' and %d of '%s'"
                            .formatted(
                                    first.layers(),
                                    first.model(),
                                    source.layers(),
                                    source.model()));
        }
    }
}
