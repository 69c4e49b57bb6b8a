package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which tensors share the values of their parameters. */
public sealed interface Granularity {

    /** All tensors. */
    record Global() implements Granularity {}

    /** Neighbouring layers, so many to a group; stem and head are one group each. */
    record Layers(int size) implements Granularity {
        public Layers {
            if (size < 1) {
                throw new WrongUseException(
                        "granularity group(n) needs an n of at least 1, found " + size + ".");
            }
        }
    }

    /**
     * Neighbouring layers, so many groups, by how far the experts are from the base in each; stem
     * and head are layers.
     */
    record Blocks(int count) implements Granularity {
        public Blocks {
            if (count < 1) {
                throw new WrongUseException(
                        "granularity auto(n) needs an n of at least 1, found " + count + ".");
            }
        }
    }

    /**
     * Attention and MLP of each layer apart, each with its norm; the tensors of the stem one by
     * one, a bias with its weight; the head is one group.
     */
    record Sublayer() implements Granularity {}

    /** Every tensor for itself. */
    record Single() implements Granularity {}

    /** The words of a search file. */
    List<String> WORDS = List.of("global", "group(n)", "auto(n)", "layer", "sublayer", "tensor");

    /**
     * Reads {@code global}, {@code group(3)}, {@code auto(4)}, {@code layer}, {@code sublayer} or
     * {@code tensor}.
     *
     * @throws WrongUseException for anything else
     */
    static Granularity parse(String text) {
        Matcher numbered = Pattern.compile("(group|auto)\\((\\d{1,6})\\)").matcher(text);
        if (numbered.matches()) {
            int number = Integer.parseInt(numbered.group(2));
            return numbered.group(1).equals("auto") ? new Blocks(number) : new Layers(number);
        }
        return switch (text) {
            case "global" -> new Global();
            case "layer" -> new Layers(1);
            case "sublayer" -> new Sublayer();
            case "tensor" -> new Single();
            default -> throw unknown(text);
        };
    }

    /** As {@link #parse} reads it. */
    default String key() {
        return switch (this) {
            case Global() -> "global";
            case Layers(int size) -> size == 1 ? "layer" : "group(" + size + ")";
            case Blocks(int count) -> "auto(" + count + ")";
            case Sublayer() -> "sublayer";
            case Single() -> "tensor";
        };
    }

    private static WrongUseException unknown(String text) {
        return new WrongUseException(
                "granularity must be one of %s, found '%s'.%s"
                        .formatted(
                                String.join(", ", WORDS),
                                text,
                                Suggestions.didYouMean(text, WORDS)));
    }
}
