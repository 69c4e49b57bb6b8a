package dev.merganser.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.recipes.recipe.Scaling;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class PathLineTest {

    private static Optional<String> line(LayerPath path) {
        Recipe recipe = Recipe.of(LayerPath.METHOD, path).withBaseModel("base");
        return PathLine.of(RecipeWriter.write(recipe));
    }

    @Test
    void eachLayerIsNamedWithItsScale() {
        assertThat(
                        line(
                                LayerPath.of(
                                        List.of(
                                                PathLayer.of("base", 0),
                                                new PathLayer("digits", 1, 0.85),
                                                PathLayer.of("base", 2)))))
                .contains("base 0 · digits 1 ×0.85 · base 2");
    }

    @Test
    void layersThatFollowEachOtherAreDrawnTogetherIfTheirScalesAreEqual() {
        assertThat(
                        line(
                                LayerPath.of(
                                        List.of(
                                                PathLayer.of("a", 0),
                                                PathLayer.of("a", 1),
                                                PathLayer.of("a", 2),
                                                PathLayer.of("a", 2),
                                                PathLayer.of("a", 1),
                                                PathLayer.of("b", 2),
                                                new PathLayer("b", 3, 2),
                                                new PathLayer("b", 4, 2)))))
                .contains("a 0–2 · a 2 · a 1 · b 2 · b 3–4 ×2");
    }

    @Test
    void otherEndsThanTheBasesAreNamed() {
        Recipe mean = Recipe.of("linear", List.of(weighted("a"), weighted("b")));
        assertThat(
                        line(
                                new LayerPath(
                                        Optional.of("mean"),
                                        Optional.of("b"),
                                        Scaling.BRANCHES,
                                        List.of(PathLayer.of("mean", 0), PathLayer.of("mean", 1)),
                                        Map.of("mean", mean))))
                .contains("stem mean · mean 0–1 · head b");
    }

    private static ModelEntry weighted(String model) {
        return new ModelEntry(model, Parameters.NONE.with("weight", 1.0));
    }

    @Test
    void whatIsNoPathHasNone() {
        Recipe single = Recipe.of("passthrough", List.of(ModelEntry.of("layer_path")));
        assertThat(PathLine.of(RecipeWriter.write(single))).isEmpty();
    }
}
