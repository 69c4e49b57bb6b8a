package dev.merganser.recipes.vector;

import java.util.Set;

/**
 * What a coefficient multiplies: the vector of one model in some tensors, or a part of it.
 *
 * @param model counted from 0
 * @param tensors names
 * @param part which part of each of those tensors, counted from 0; 0 where they are not divided
 */
public record Direction(int model, Set<String> tensors, int part) {

    public Direction {
        tensors = Set.copyOf(tensors);
        if (!(model >= 0 && part >= 0)) {
            throw new IllegalArgumentException(
                    "Models and parts are counted from 0, found model %d and part %d"
                            .formatted(model, part));
        }
    }
}
