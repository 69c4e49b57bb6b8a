package dev.merganser.recipes.recipe;

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
        if (recipe.maskSeed().isEmpty() && recipe.provenance().isEmpty()) {
            return;
        }
        out.block("", "merganser");
        recipe.maskSeed().ifPresent(seed -> out.line("  ", "seed", Long.toString(seed)));
        provenance(recipe.provenance());
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
