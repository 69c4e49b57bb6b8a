package dev.merganser.recipes.lora;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import java.util.Optional;

/**
 * A regular expression on the end of a module's name, as PEFT matches it: {@code
 * (.*\.)?(EXPRESSION)$} from the start. RE2 matches in a time that grows with the name only, so
 * that no expression in a foreign file can take forever; look-around and back references are
 * unknown to it. Immutable.
 */
final class NamePattern {
    private static final int LONGEST = 2000;

    /** What all counts of an expression may multiply to: RE2 writes repeats out. */
    private static final double MOST_REPEATS = 1000;

    private static final Pattern COUNT = Pattern.compile("\\{(?:\\d*,)?(\\d+),?\\}");

    private final Pattern pattern;

    private NamePattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Reads an expression; empty where it is none, or one of another kind, or too long. */
    static Optional<NamePattern> of(String text) {
        if (text.length() > LONGEST || repeats(text) > MOST_REPEATS) {
            return Optional.empty();
        }
        try {
            Pattern.compile(text); // brackets must be closed by itself
            return Optional.of(new NamePattern(Pattern.compile("(?s:.*\\.)?(?:" + text + ")$")));
        } catch (PatternSyntaxException _) {
            return Optional.empty();
        }
    }

    private static double repeats(String text) {
        Matcher counts = COUNT.matcher(text);
        double product = 1;
        while (counts.find()) {
            product *= Math.max(1, Double.parseDouble(counts.group(1)));
        }
        return product;
    }

    /** Whether a name, or its end after a dot, is one of those meant. */
    boolean matches(String name) {
        return pattern.matches(name);
    }
}
