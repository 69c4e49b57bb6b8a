package dev.merganser.recipes;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

/** Something that a check found, as one line for the user. */
public record Finding(Kind kind, String message) {

    /** How bad it is. */
    public enum Kind {
        /** Worth knowing, and as it should be. */
        NOTE,
        /** The merge can be carried out, though maybe not as meant. */
        WARNING,
        /** The recipe or a path is wrong: exit code 2. */
        WRONG_USE,
        /** The content of a model is wrong: exit code 1. */
        BAD_DATA
    }

    static Finding note(String message) {
        return new Finding(Kind.NOTE, message);
    }

    static Finding warning(String message) {
        return new Finding(Kind.WARNING, message);
    }

    static Finding wrongUse(String message) {
        return new Finding(Kind.WRONG_USE, message);
    }

    static Finding badData(String message) {
        return new Finding(Kind.BAD_DATA, message);
    }

    static Finding of(WrongUseException e) {
        return wrongUse(String.valueOf(e.getMessage()));
    }

    static Finding of(BadDataException e) {
        return badData(String.valueOf(e.getMessage()));
    }

    /** What commands put before the message. */
    public String label() {
        return switch (kind) {
            case NOTE -> "note";
            case WARNING -> "warning";
            case WRONG_USE, BAD_DATA -> "error";
        };
    }

    /** Whether the merge cannot be carried out. */
    public boolean isError() {
        return kind == Kind.WRONG_USE || kind == Kind.BAD_DATA;
    }

    /** Throws the exception that this finding is, unless it is no error. */
    void refuse() {
        switch (kind) {
            case NOTE, WARNING -> {}
            case WRONG_USE -> throw new WrongUseException(message);
            case BAD_DATA -> throw new BadDataException(message);
        }
    }
}
