package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.recipe.Alignment;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.CompeftSettings;
import dev.merganser.recipes.recipe.LinesSettings;
import dev.merganser.recipes.recipe.ParameterValue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What all recipes of a space do around their methods: the same things, by numbers that are fixed
 * or searched.
 */
public record AroundSpace(
        Optional<Alignment> align, Optional<Compeft> compress, Optional<Lines> lines) {

    /** The methods alone. */
    public static final AroundSpace NONE =
            new AroundSpace(Optional.empty(), Optional.empty(), Optional.empty());

    /** Ranges of {@link CompeftSettings}; each a number or a range of numbers. */
    public record Compeft(ParameterRange density, ParameterRange alpha) {
        public Compeft {
            settings(
                    lowest(AroundNumber.COMPEFT_DENSITY, density),
                    lowest(AroundNumber.COMPEFT_ALPHA, alpha));
            settings(
                    highest(AroundNumber.COMPEFT_DENSITY, density),
                    highest(AroundNumber.COMPEFT_ALPHA, alpha));
        }

        private static CompeftSettings settings(double density, double alpha) {
            try {
                return new CompeftSettings(density, alpha);
            } catch (IllegalArgumentException e) {
                throw new WrongUseException("space.compress.compeft." + e.getMessage() + ".", e);
            }
        }
    }

    /** Ranges of {@link LinesSettings}; each a number or a range of numbers. */
    public record Lines(ParameterRange alpha, ParameterRange beta) {
        public Lines {
            lowest(AroundNumber.LINES_ALPHA, alpha);
            lowest(AroundNumber.LINES_BETA, beta);
        }
    }

    private static double lowest(AroundNumber number, ParameterRange range) {
        return range instanceof ParameterRange.Gene(double low, double _)
                ? low
                : fixed(range).orElseThrow(() -> noNumber(number));
    }

    private static double highest(AroundNumber number, ParameterRange range) {
        return range instanceof ParameterRange.Gene(double _, double high)
                ? high
                : fixed(range).orElseThrow(() -> noNumber(number));
    }

    private static WrongUseException noNumber(AroundNumber number) {
        return new WrongUseException(
                "space.%s must be a number or a range [low, high].".formatted(number.key()));
    }

    /** The number of a range that is one. */
    private static OptionalDouble fixed(ParameterRange range) {
        return range
                        instanceof
                        ParameterRange.Fixed(ParameterValue.Scalar(Argument.Number(double value)))
                ? OptionalDouble.of(value)
                : OptionalDouble.empty();
    }

    /** Whether there is nothing but the methods. */
    public boolean isNone() {
        return equals(NONE);
    }

    /** What it says, for people. */
    String words() {
        return words(
                align,
                number ->
                        Optional.ofNullable(numbers().get(number))
                                .map(
                                        range ->
                                                List.of(
                                                        lowest(number, range),
                                                        highest(number, range)))
                                .map(
                                        ends ->
                                                ends.stream()
                                                        .distinct()
                                                        .map(AroundSpace::shown)
                                                        .toList())
                                .map(ends -> ends.size() == 1 ? ends.getFirst() : ends.toString()));
    }

    /** What a recipe does around its method, for people. */
    static String words(AroundMethod around) {
        return words(around.align(), number -> number.in(around).map(AroundSpace::shown));
    }

    private static String words(
            Optional<Alignment> align, Function<AroundNumber, Optional<String>> values) {
        List<String> words = new ArrayList<>();
        align.ifPresent(alignment -> words.add("align: " + alignment.word()));
        for (AroundNumber number : AroundNumber.values()) {
            values.apply(number).ifPresent(value -> words.add(number.key() + ": " + value));
        }
        return words.isEmpty() ? "nothing" : String.join(", ", words);
    }

    private static String shown(double value) {
        return Argument.of(value).shown();
    }

    /** All ranges, each in the order of {@link AroundNumber}. */
    public Map<AroundNumber, ParameterRange> numbers() {
        Map<AroundNumber, ParameterRange> numbers = new EnumMap<>(AroundNumber.class);
        compress.ifPresent(
                ranges -> {
                    numbers.put(AroundNumber.COMPEFT_DENSITY, ranges.density());
                    numbers.put(AroundNumber.COMPEFT_ALPHA, ranges.alpha());
                });
        lines.ifPresent(
                ranges -> {
                    numbers.put(AroundNumber.LINES_ALPHA, ranges.alpha());
                    numbers.put(AroundNumber.LINES_BETA, ranges.beta());
                });
        return numbers;
    }

    /**
     * What a recipe does.
     *
     * @param searched gives the value of a number that is searched
     */
    AroundMethod at(ToDoubleFunction<AroundNumber> searched) {
        Map<AroundNumber, ParameterRange> ranges = numbers();
        ToDoubleFunction<AroundNumber> value =
                number ->
                        fixed(Objects.requireNonNull(ranges.get(number)))
                                .orElseGet(() -> searched.applyAsDouble(number));
        return new AroundMethod(
                align,
                compress.map(
                        _ ->
                                new CompeftSettings(
                                        value.applyAsDouble(AroundNumber.COMPEFT_DENSITY),
                                        value.applyAsDouble(AroundNumber.COMPEFT_ALPHA))),
                lines.map(
                        _ ->
                                new LinesSettings(
                                        value.applyAsDouble(AroundNumber.LINES_ALPHA),
                                        value.applyAsDouble(AroundNumber.LINES_BETA))));
    }
}
