package dev.merganser.recipes.recipe;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Where the embedding of one token comes from.
 *
 * @param force whether models that have the token take this embedding too, and not only those that
 *     lack it
 */
public record TokenRule(Origin origin, boolean force) {

    /** What gives a token its embedding. */
    public sealed interface Origin {

        /** The models named. */
        default Stream<String> references() {
            return switch (this) {
                case OfModel(String model) -> Stream.of(model);
                case ModelToken(String model, _, _) -> Stream.of(model);
                case Zero _ -> Stream.empty();
            };
        }

        /** The same of models that are called otherwise. */
        default Origin renamed(UnaryOperator<String> rename) {
            return switch (this) {
                case OfModel(String model) -> new OfModel(rename.apply(model));
                case ModelToken(String model, Optional<String> token, OptionalInt id) ->
                        new ModelToken(rename.apply(model), token, id);
                case Zero zero -> zero;
            };
        }
    }

    /** The embedding of this token in a model. */
    public record OfModel(String model) implements Origin {}

    /** The embedding of another token of a model, named by its text or by its number. */
    public record ModelToken(String model, Optional<String> token, OptionalInt id)
            implements Origin {
        public ModelToken {
            if (token.isPresent() == id.isPresent()) {
                throw new IllegalArgumentException(
                        "A token of '%s' needs either a text or a number".formatted(model));
            }
            if (id.isPresent() && id.getAsInt() < 0) {
                throw new IllegalArgumentException(
                        "The number of a token must be at least 0, found " + id.getAsInt());
            }
        }
    }

    /** Zeros. */
    public record Zero() implements Origin {}
}
