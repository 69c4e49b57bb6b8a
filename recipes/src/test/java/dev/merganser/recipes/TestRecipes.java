package dev.merganser.recipes;

import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.stream.IntStream;

/** Recipes that several tests use. */
public final class TestRecipes {

    private TestRecipes() {}

    /** A linear merge of models a, b, … with these weights. */
    public static Recipe linear(double... weights) {
        return Recipe.of("linear", entries(weights));
    }

    /** Models a, b, … with these weights. */
    public static List<ModelEntry> entries(double... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(
                        i ->
                                new ModelEntry(
                                        String.valueOf((char) ('a' + i)),
                                        Parameters.NONE.with("weight", weights[i])))
                .toList();
    }
}
