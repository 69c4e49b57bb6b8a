package dev.merganser.evaluators.trie;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

/** Why a candidate cannot be scored, in one line. */
final class Failures {

    private Failures() {}

    static String reason(RuntimeException e) {
        return e instanceof BadDataException || e instanceof WrongUseException
                ? String.valueOf(e.getMessage())
                : "scoring broke off: " + e;
    }
}
