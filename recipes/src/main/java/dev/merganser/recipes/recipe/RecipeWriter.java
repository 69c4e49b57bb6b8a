package dev.merganser.recipes.recipe;

import dev.merganser.recipes.method.Argument;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Recipes as canonical YAML: equal recipes give equal text, and reading the text gives the recipe.
 * Where mergekit can express a recipe, it reads the text as the same merge; where it cannot, the
 * method's name is one that mergekit refuses.
 */
public final class RecipeWriter {

    private final StringBuilder out = new StringBuilder();

    private RecipeWriter() {}

    /** The canonical text: keys in a fixed order, parameters sorted by name, shortest numbers. */
    public static String write(Recipe recipe) {
        var writer = new RecipeWriter();
        writer.recipe(recipe);
        return writer.out.toString();
    }

    private void recipe(Recipe recipe) {
        line("", "merge_method", YamlScalars.text(MergekitMethods.writtenName(recipe)));
        recipe.baseModel().ifPresent(base -> line("", "base_model", YamlScalars.text(base)));
        out.append("models:\n");
        recipe.models().forEach(this::model);
        parameters("", recipe.parameters());
        recipe.dtype().ifPresent(type -> line("", "dtype", FloatNames.of(type)));
        recipe.outDtype().ifPresent(type -> line("", "out_dtype", FloatNames.of(type)));
        ownKeys(recipe);
    }

    private void model(ModelEntry entry) {
        line("  - ", "model", YamlScalars.text(entry.model()));
        parameters("    ", entry.parameters());
    }

    private void parameters(String indent, Parameters parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        out.append(indent).append("parameters:\n");
        parameters.values().forEach((name, value) -> parameter(indent + "  ", name, value));
    }

    private void parameter(String indent, String name, ParameterValue value) {
        switch (value) {
            case ParameterValue.Setting setting ->
                    line(indent, YamlScalars.text(name), setting(setting));
            case ParameterValue.Filtered(List<ParameterValue.Rule> rules) -> {
                out.append(indent).append(YamlScalars.text(name)).append(":\n");
                rules.forEach(rule -> rule(indent + "  ", rule));
            }
        }
    }

    private void rule(String indent, ParameterValue.Rule rule) {
        String value = setting(rule.value());
        rule.filter()
                .ifPresentOrElse(
                        filter -> {
                            line(indent + "- ", "filter", YamlScalars.text(filter));
                            line(indent + "  ", "value", value);
                        },
                        () -> line(indent + "- ", "value", value));
    }

    private static String setting(ParameterValue.Setting setting) {
        return switch (setting) {
            case ParameterValue.Scalar(Argument value) -> argument(value);
            case ParameterValue.Gradient(List<Double> values) ->
                    values.stream()
                            .map(YamlScalars::number)
                            .collect(Collectors.joining(", ", "[", "]"));
        };
    }

    private static String argument(Argument argument) {
        return switch (argument) {
            case Argument.Number(double value) -> YamlScalars.number(value);
            case Argument.Flag(boolean value) -> String.valueOf(value);
            case Argument.Text(String value) -> YamlScalars.text(value);
        };
    }

    private void ownKeys(Recipe recipe) {
        if (recipe.maskSeed().isEmpty() && recipe.provenance().isEmpty()) {
            return;
        }
        out.append("merganser:\n");
        recipe.maskSeed().ifPresent(seed -> line("  ", "seed", Long.toString(seed)));
        provenance(recipe.provenance());
    }

    private void provenance(Map<String, String> provenance) {
        if (!provenance.isEmpty()) {
            out.append("  provenance:\n");
            provenance.forEach(
                    (key, value) -> line("    ", YamlScalars.text(key), YamlScalars.text(value)));
        }
    }

    private void line(String indent, String key, String value) {
        out.append(indent).append(key).append(": ").append(value).append('\n');
    }
}
