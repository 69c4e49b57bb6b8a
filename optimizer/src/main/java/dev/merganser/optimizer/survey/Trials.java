package dev.merganser.optimizer.survey;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ParameterSpec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The values that a scan tries for a parameter: those that its method names, else all words, else
 * numbers spread over its range, or where that is wide, multiples of the default.
 */
final class Trials {

    private static final double[] SHARES = {0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1};
    private static final double[] FACTORS = {0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3};

    /**
     * A range is spread over where it is at most so wide and the default is no small part of it.
     */
    private static final double WIDE = 20;

    private static final double SMALL_SHARE = 0.02;
    private static final MathContext DIGITS = new MathContext(10);

    private Trials() {}

    /** The value at which a scan begins: the default, else the first to try. */
    static Argument start(ParameterSpec spec) {
        return spec.defaultValue()
                .or(() -> spec.tried().stream().findFirst())
                .orElseGet(() -> fallback(spec));
    }

    private static Argument fallback(ParameterSpec spec) {
        return switch (spec.kind()) {
            case NUMBER -> Argument.of(Math.clamp(1.0, spec.low(), spec.high()));
            case FLAG -> Argument.of(false);
            case TEXT, FILE -> Argument.of(spec.choices().stream().findFirst().orElse(""));
        };
    }

    /** The values to try, each allowed, the start perhaps among them. */
    static List<Argument> of(ParameterSpec spec) {
        Stream<Argument> values =
                switch (spec.kind()) {
                    case NUMBER -> spec.tried().isEmpty() ? numbers(spec) : spec.tried().stream();
                    case FLAG -> Stream.of(Argument.of(true), Argument.of(false));
                    case TEXT -> spec.choices().stream().map(Argument::of);
                    case FILE -> Stream.empty();
                };
        return values.filter(value -> spec.complaint(value).isEmpty()).distinct().toList();
    }

    private static Stream<Argument> numbers(ParameterSpec spec) {
        double start = start(spec) instanceof Argument.Number(double value) ? value : 0;
        double width = spec.high() - spec.low();
        boolean spread = width <= WIDE && (start == 0 || Math.abs(start) >= SMALL_SHARE * width);
        double unit = start == 0 ? 1 : start;
        DoubleStream values =
                spread
                        ? DoubleStream.of(SHARES).map(share -> spec.low() + share * width)
                        : DoubleStream.of(FACTORS).map(factor -> factor * unit);
        return values.map(value -> rounded(spec, value)).mapToObj(Argument::of);
    }

    private static double rounded(ParameterSpec spec, double value) {
        return spec.whole() ? Math.rint(value) : new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
