package dev.merganser.recipes.recipe;

import dev.merganser.recipes.method.Argument;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of canonical YAML. */
final class YamlLines {

    private final StringBuilder out = new StringBuilder();

    /** A key with a value that is YAML already. */
    void line(String indent, String key, String value) {
        out.append(indent).append(key).append(": ").append(value).append('\n');
    }

    /** A key with what follows below. */
    void block(String indent, String key) {
        out.append(indent).append(key).append(":\n");
    }

    /** An item of a list that is YAML already. */
    void entry(String indent, String value) {
        out.append(indent).append("- ").append(value).append('\n');
    }

    /** Lines of canonical YAML, further in. */
    void nested(String indent, String lines) {
        lines.lines().forEach(line -> out.append(indent).append(line).append('\n'));
    }

    void parameters(String indent, Parameters parameters) {
        if (!parameters.isEmpty()) {
            block(indent, "parameters");
            parameters.values().forEach((name, value) -> parameter(indent + "  ", name, value));
        }
    }

    private void parameter(String indent, String name, ParameterValue value) {
        switch (value) {
            case ParameterValue.Setting setting ->
                    line(indent, YamlScalars.text(name), setting(setting));
            case ParameterValue.Filtered(List<ParameterValue.Rule> rules) -> {
                block(indent, YamlScalars.text(name));
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
            case ParameterValue.Gradient(List<Double> values) -> numbers(values);
        };
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(YamlScalars::number).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String argument(Argument argument) {
        return switch (argument) {
            case Argument.Number(double value) -> YamlScalars.number(value);
            case Argument.Flag(boolean value) -> String.valueOf(value);
            case Argument.Text(String value) -> YamlScalars.text(value);
            case Argument.Numbers(List<Double> values) -> numbers(values);
        };
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
