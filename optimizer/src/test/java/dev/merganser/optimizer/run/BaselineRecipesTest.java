package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.merganser.optimizer.settings.BaselineChoice;

import org.junit.jupiter.api.Test;

import java.util.List;

class BaselineRecipesTest {

    @Test
    void cornersHaveTheNumbersThatTheirModelsHaveAlone() {
        var recipes =
                new BaselineRecipes(
                        "base", List.of("a", "c"), List.of("a", "b", "c"), BaselineChoice.MODELS);
        assertThat(recipes.fixed())
                .extracting(BaselineRecipes.Named::name)
                .containsExactly("base", "expert a", "expert b", "expert c");
        assertThat(recipes.corners())
                .containsExactly(
                        entry(1, recipes.weighted(new double[] {0, 0})),
                        entry(2, recipes.weighted(new double[] {1, 0})),
                        entry(4, recipes.weighted(new double[] {0, 1})));
    }
}
