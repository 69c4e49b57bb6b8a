package dev.merganser.optimizer.command;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

import java.util.function.Function;

/** Reads whole numbers of the command line, with complaints that people understand. */
final class WholeNumberConverters {

    private WholeNumberConverters() {}

    static void register(CommandLine line) {
        line.registerConverter(int.class, text -> number(text, Integer::valueOf));
        line.registerConverter(Integer.class, text -> number(text, Integer::valueOf));
        line.registerConverter(Long.class, text -> number(text, Long::valueOf));
    }

    private static <N> N number(String text, Function<String, N> parse) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException _) {
            throw new TypeConversionException("a whole number is needed, found '" + text + "'");
        }
    }
}
