package dev.merganser.recipes.error;

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

    public static Finding note(String message) {
        return new Finding(Kind.NOTE, message);
    }

    public static Finding warning(String message) {
        return new Finding(Kind.WARNING, message);
    }

    public static Finding wrongUse(String message) {
        return new Finding(Kind.WRONG_USE, message);
    }

    public static Finding badData(String message) {
        return new Finding(Kind.BAD_DATA, message);
    }

    public static Finding of(WrongUseException e) {
        return wrongUse(String.valueOf(e.getMessage()));
    }

    public static Finding of(BadDataException e) {
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
    public void refuse() {
        switch (kind) {
            case NOTE, WARNING -> {}
            case WRONG_USE -> throw new WrongUseException(message);
            case BAD_DATA -> throw new BadDataException(message);
        }
    }
}
