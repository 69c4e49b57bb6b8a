package dev.merganser.recipes.recipe;

import java.util.Optional;
import java.util.OptionalInt;

/** The vocabulary's settings as canonical YAML; a source alone as {@code tokenizer_source}. */
final class TokenizerWriter {

    private final YamlLines out;

    TokenizerWriter(YamlLines out) {
        this.out = out;
    }

    void settings(TokenizerSettings settings) {
        if (settings.equals(TokenizerSettings.of(settings.source()))) {
            out.line("", "tokenizer_source", source(settings.source()));
            return;
        }
        out.block("", "tokenizer");
        out.line("  ", "source", source(settings.source()));
        if (!settings.tokens().isEmpty()) {
            out.block("  ", "tokens");
            settings.tokens().forEach(this::rule);
        }
        settings.padToMultipleOf()
                .ifPresent(rows -> out.line("  ", "pad_to_multiple_of", Integer.toString(rows)));
    }

    /** A model that is called as one of mergekit's words is written as a mapping. */
    private static String source(TokenizerSettings.Source source) {
        return switch (source) {
            case TokenizerSettings.Union _ -> "union";
            case TokenizerSettings.Base _ -> "base";
            case TokenizerSettings.OfModel(String model) ->
                    model.equals("union") || model.equals("base")
                            ? "{model: {path: " + model + "}}"
                            : YamlScalars.text(model);
        };
    }

    private void rule(String token, TokenRule rule) {
        out.block("    ", YamlScalars.text(token));
        switch (rule.origin()) {
            case TokenRule.OfModel(String model) ->
                    out.line("      ", "source", YamlScalars.text(model));
            case TokenRule.ModelToken origin -> modelToken(origin);
            case TokenRule.Zero _ -> {
                out.block("      ", "source");
                out.line("        ", "kind", "zero");
            }
        }
        if (rule.force()) {
            out.line("      ", "force", "true");
        }
    }

    private void modelToken(TokenRule.ModelToken origin) {
        out.block("      ", "source");
        out.line("        ", "kind", "model_token");
        out.line("        ", "model", YamlScalars.text(origin.model()));
        Optional<String> token = origin.token();
        OptionalInt id = origin.id();
        token.ifPresent(text -> out.line("        ", "token", YamlScalars.text(text)));
        id.ifPresent(number -> out.line("        ", "token_id", Integer.toString(number)));
    }
}
