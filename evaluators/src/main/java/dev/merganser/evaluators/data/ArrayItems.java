package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;

import java.util.Optional;

/** Items of two arrays: their values, and what they are labelled with. */
final class ArrayItems {

    private ArrayItems() {}

    static Items of(NumberArray values, Optional<NumberArray> labels, AnswerKind kind) {
        Answers answers =
                labels.map(array -> answers(values, array, kind)).orElse(new Answers.None());
        return items(values, answers);
    }

    private static Items items(NumberArray values, Answers answers) {
        return Items.of(values.itemShape(), values.floats(), values.count(), answers);
    }

    private static Answers answers(NumberArray values, NumberArray labels, AnswerKind kind) {
        if (values.count() != labels.count()) {
            throw new BadDataException(
                    "%s must hold one label for each item of %s: %d labels, but %d items."
                            .formatted(
                                    labels.place(),
                                    values.place(),
                                    labels.count(),
                                    values.count()));
        }
        return switch (kind) {
            case NONE -> new Answers.None();
            case CLASS -> new Answers.Classes(labels.classes());
            case NUMBER -> new Answers.Numbers(labels.numbers());
            case VALUES -> new Answers.Values(items(labels, new Answers.None()));
        };
    }
}
