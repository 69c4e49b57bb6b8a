package dev.merganser.optimizer.space;

import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.Optional;

/** The way from recipes to genes, where a space can express them. */
@FunctionalInterface
interface Encoding {

    /** The genes of a recipe. */
    List<Double> genes(Recipe recipe) throws NotExpressible;

    /** As {@link Genome#encode}. */
    default Optional<List<Double>> encode(Recipe recipe) {
        try {
            return Optional.of(genes(recipe));
        } catch (NotExpressible e) {
            return Optional.empty();
        }
    }

    /** As {@link Genome#obstacle}. */
    default Optional<String> obstacle(Recipe recipe) {
        try {
            genes(recipe);
            return Optional.empty();
        } catch (NotExpressible e) {
            return Optional.of(e.reason());
        }
    }
}
