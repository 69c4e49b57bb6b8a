package dev.merganser.evaluators.data;

import java.util.stream.IntStream;

/** The true answers of items, as many as there are items, in their order. */
sealed interface Answers {

    /** There are none. */
    record None() implements Answers {}

    /** Classes. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Classes(int[] classes) implements Answers {}

    /** Numbers. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Numbers(double[] numbers) implements Answers {}

    /** Values of one shape. */
    record Values(Items items) implements Answers {}

    /** Those of these items only, in this order. */
    default Answers select(int[] chosen) {
        return switch (this) {
            case None _ -> this;
            case Classes(int[] all) -> new Classes(IntStream.of(chosen).map(i -> all[i]).toArray());
            case Numbers(double[] all) ->
                    new Numbers(IntStream.of(chosen).mapToDouble(i -> all[i]).toArray());
            case Values(Items all) -> new Values(all.select(chosen));
        };
    }

    /** What kind they are. */
    default AnswerKind kind() {
        return switch (this) {
            case None _ -> AnswerKind.NONE;
            case Classes _ -> AnswerKind.CLASS;
            case Numbers _ -> AnswerKind.NUMBER;
            case Values _ -> AnswerKind.VALUES;
        };
    }
}
