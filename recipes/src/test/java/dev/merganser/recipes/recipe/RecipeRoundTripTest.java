package dev.merganser.recipes.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecipeRoundTripTest {

    @Test
    void readingWhatWasWrittenGivesTheRecipe() {
        for (long seed = 0; seed < 500; seed++) {
            Recipe recipe = new RandomRecipes(seed).next();
            String text = RecipeWriter.write(recipe);
            Recipe read = RecipeReader.parse(text, "seed " + seed);
            assertThat(read).as("seed %d\n%s", seed, text).isEqualTo(recipe);
            assertThat(RecipeWriter.write(read)).as("seed %d", seed).isEqualTo(text);
        }
    }
}
