package dev.merganser.recipes.recipe;

import dev.merganser.recipes.error.Suggestions;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The vocabulary of the merged model.
 *
 * @param source whose tokens it has
 * @param tokens rules for single tokens, in the order of their texts
 * @param padToMultipleOf rows of the embeddings are filled up to a multiple of this, at least 1
 */
public record TokenizerSettings(
        Source source, Map<String, TokenRule> tokens, OptionalInt padToMultipleOf) {

    /** Whose vocabulary is taken. */
    public sealed interface Source {}

    /** The tokens of all models. */
    public record Union() implements Source {}

    /** The tokens of the base model. */
    public record Base() implements Source {}

    /** The tokens of this model. */
    public record OfModel(String model) implements Source {}

    public TokenizerSettings {
        tokens = Collections.unmodifiableMap(new TreeMap<>(tokens));
        if (padToMultipleOf.isPresent() && padToMultipleOf.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "pad_to_multiple_of must be at least 1, found " + padToMultipleOf.getAsInt());
        }
    }

    /** A source alone: what {@code tokenizer_source} says. */
    public static TokenizerSettings of(Source source) {
        return new TokenizerSettings(source, Map.of(), OptionalInt.empty());
    }

    /** The models named. */
    public Stream<String> references() {
        Stream<String> own = source instanceof OfModel(var model) ? Stream.of(model) : Stream.of();
        return Stream.concat(
                own, tokens.values().stream().flatMap(rule -> rule.origin().references()));
    }

    /** Whether a model is named that may be a mistyped source: a hint with its leading space. */
    public String hint(String reference) {
        return source instanceof OfModel(var model) && model.equals(reference)
                ? Suggestions.didYouMean(reference, List.of("union", "base"))
                : "";
    }

    /** The same with models that are called otherwise. */
    public TokenizerSettings renamed(UnaryOperator<String> rename) {
        Map<String, TokenRule> rules = new TreeMap<>();
        tokens.forEach(
                (token, rule) ->
                        rules.put(
                                token, new TokenRule(rule.origin().renamed(rename), rule.force())));
        Source renamed =
                source instanceof OfModel(var model) ? new OfModel(rename.apply(model)) : source;
        return new TokenizerSettings(renamed, rules, padToMultipleOf);
    }
}
