package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.SliceModels.MODELS;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.model.Models;

import org.junit.jupiter.api.Test;

import java.util.List;

class ModelNamesTest {

    @Test
    void aModelThatIsMergedWithItselfCountsTwice() {
        var names = new ModelNames(Models.of(MODELS));
        assertThat(names.of(List.of("a", "b", "a"))).containsExactly("a", "b", "a (2)");
        assertThat(names.of(List.of("b", "a"))).containsExactly("b", "a");
    }
}
