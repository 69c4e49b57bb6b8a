package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.Quoted;

import java.util.List;

/** What stands in one field of a row. */
sealed interface Field {

    /** A text. */
    record Text(String value) implements Field {}

    /**
     * A number.
     *
     * @param written as in the file, as far as it can be known
     */
    record Number(double value, String written) implements Field {}

    /** True or false. */
    record Flag(boolean value) implements Field {}

    /** A list of numbers; may be empty. */
    record Numbers(List<Double> values) implements Field {
        public Numbers {
            values = List.copyOf(values);
        }
    }

    /** A list of texts, not empty. */
    record Texts(List<String> values) implements Field {
        public Texts {
            values = List.copyOf(values);
        }
    }

    /** A cell of a CSV or TSV file, not empty: its text may be meant as anything. */
    record Cell(String value) implements Field {}

    /** A list of anything else. */
    record OtherList() implements Field {}

    /** What this is, for messages. */
    default String kind() {
        return switch (this) {
            case Text(String value) -> "the text " + Quoted.text(value);
            case Number(_, String written) -> "the number " + written;
            case Flag(boolean value) -> String.valueOf(value);
            case Numbers(List<Double> values) when values.isEmpty() -> "an empty list";
            case Numbers _ -> "a list of numbers";
            case Texts _ -> "a list of texts";
            case Cell(String value) -> Quoted.text(value);
            case OtherList _ -> "a list of other things";
        };
    }
}
