package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;

/** Numbers of a text data file, checked, with messages that name file and line. */
final class Cells {

    private Cells() {}

    /** Minus zero is zero, so that equal inputs have equal hashes. */
    static float value(double number, String file, int line) {
        float value = (float) number + 0f;
        if (!Float.isFinite(value)) {
            throw new BadDataException(
                    "%s, line %d: values must be finite float32 numbers, found %s."
                            .formatted(file, line, number));
        }
        return value;
    }

    static double number(double number, String file, int line) {
        if (!Double.isFinite(number)) {
            throw new BadDataException(
                    "%s, line %d: a label must be a finite number, found %s."
                            .formatted(file, line, number));
        }
        return number;
    }

    static int label(double number, String file, int line) {
        if (!(number >= 0 && number <= Integer.MAX_VALUE && number == Math.rint(number))) {
            throw new BadDataException(
                    "%s, line %d: a label must be a whole number from 0, found %s."
                            .formatted(file, line, number));
        }
        return (int) number;
    }
}
