package dev.merganser.recipes.recipe;

import dev.merganser.recipes.recipe.Composition.LayerPath;

import java.util.Map;

/**
 * Recipes as canonical YAML: equal recipes give equal text, and reading the text gives the recipe.
 * Where mergekit can express a recipe, it reads the text as the same merge; where it cannot, the
 * method's name is one that mergekit refuses.
 */
public final class RecipeWriter {

    private final YamlLines out = new YamlLines();

    private RecipeWriter() {}

    /** The canonical text: keys in a fixed order, parameters sorted by name, shortest numbers. */
    public static String write(Recipe recipe) {
        var writer = new RecipeWriter();
        writer.recipe(recipe);
        return writer.out.toString();
    }

    private void recipe(Recipe recipe) {
        out.line("", "merge_method", YamlScalars.text(MergekitMethods.writtenName(recipe)));
        recipe.baseModel().ifPresent(base -> out.line("", "base_model", YamlScalars.text(base)));
        new CompositionWriter(out).composition("", recipe.composition());
        out.parameters("", recipe.parameters());
        around(recipe.around());
        recipe.dtype().ifPresent(type -> out.line("", "dtype", FloatNames.of(type)));
        recipe.outDtype().ifPresent(type -> out.line("", "out_dtype", FloatNames.of(type)));
        recipe.tokenizer().ifPresent(new TokenizerWriter(out)::settings);
        recipe.chatTemplate()
                .ifPresent(text -> out.line("", "chat_template", YamlScalars.text(text)));
        ownKeys(recipe);
    }

    private void around(AroundMethod around) {
        around.align().ifPresent(alignment -> out.line("", "align", alignment.word()));
        around.compress()
                .ifPresent(
                        compeft -> {
                            out.block("", "compress");
                            out.block("  ", "compeft");
                            number("density", compeft.density());
                            number("alpha", compeft.alpha());
                        });
        around.lines()
                .ifPresent(
                        lines -> {
                            out.block("", "wrap");
                            out.block("  ", "lines");
                            number("alpha", lines.alpha());
                            number("beta", lines.beta());
                        });
    }

    private void number(String key, double value) {
        out.line("    ", key, YamlScalars.number(value));
    }

    private void ownKeys(Recipe recipe) {
        boolean isPath = recipe.composition() instanceof LayerPath;
        if (recipe.maskSeed().isEmpty() && recipe.provenance().isEmpty() && !isPath) {
            return;
        }
        out.block("", "merganser");
        recipe.maskSeed().ifPresent(seed -> out.line("  ", "seed", Long.toString(seed)));
        if (recipe.composition() instanceof LayerPath path) {
            path(path);
        }
        provenance(recipe.provenance());
    }

    private void path(LayerPath path) {
        out.block("  ", LayerPath.METHOD);
        path.stem().ifPresent(model -> out.line("    ", "stem", YamlScalars.text(model)));
        path.head().ifPresent(model -> out.line("    ", "head", YamlScalars.text(model)));
        if (path.isScaled()) {
            out.line("    ", "scale", path.scaling().key());
        }
        if (!path.merges().isEmpty()) {
            out.block("    ", "merges");
            path.merges().forEach(this::merge);
        }
        out.block("    ", "layers");
        path.layers().forEach(layer -> out.entry("      ", fields(layer)));
    }

    private void merge(String name, Recipe merge) {
        out.block("      ", YamlScalars.text(name));
        out.nested("        ", write(merge));
    }

    private static String fields(PathLayer layer) {
        String scale = layer.isScaled() ? ", scale: " + YamlScalars.number(layer.scale()) : "";
        return "{model: %s, layer: %d%s}"
                .formatted(YamlScalars.text(layer.model()), layer.layer(), scale);
    }

    private void provenance(Map<String, String> provenance) {
        if (!provenance.isEmpty()) {
            out.block("  ", "provenance");
            provenance.forEach(
                    (key, value) ->
                            out.line("    ", YamlScalars.text(key), YamlScalars.text(value)));
        }
    }
}
