package dev.merganser.optimizer.surrogate;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * How nested MAP searches: two models at a time.
 *
 * @param sampling the points of two models that are evaluated first
 * @param refine how many compromises are foretold after them, each by a fit that has the one before
 * @param choice which of all becomes the composite of the two
 * @param preference how much an objective counts in a compromise, by its name; 1 for those left out
 * @param span what the front in the end varies
 * @param front how it is evaluated
 */
public record NestedMapSettings(
        Sampling sampling,
        int refine,
        Choice choice,
        Map<String, Double> preference,
        Span span,
        FrontSettings front)
        implements MapForm {

    /** Which point of two models becomes their composite. */
    public enum Choice {
        /** The compromise that the last fit foretold. */
        FORETOLD,
        /** The best compromise of those evaluated. */
        MEASURED;

        /** The word in settings. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The choice of a word. */
        public static Optional<Choice> named(String word) {
            return Arrays.stream(values()).filter(each -> each.key().equals(word)).findFirst();
        }

        /** The words of all. */
        public static List<String> keys() {
            return Arrays.stream(values()).map(Choice::key).toList();
        }
    }

    /** What the front in the end varies. */
    public enum Span {
        /** The factors of the last two models. */
        LAST_TWO,
        /** That first, then all weights, by quadratics that all candidates are part of. */
        ALL;

        /** The word in settings. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The span of a word. */
        public static Optional<Span> named(String word) {
            return Arrays.stream(values()).filter(each -> each.key().equals(word)).findFirst();
        }

        /** The words of all. */
        public static List<String> keys() {
            return Arrays.stream(values()).map(Span::key).toList();
        }
    }

    /** Where a run sets nothing. */
    public static final NestedMapSettings DEFAULT =
            new NestedMapSettings(
                    new Sampling(Sampling.Design.D_OPTIMAL, OptionalInt.empty(), 0),
                    2,
                    Choice.MEASURED,
                    Map.of(),
                    Span.ALL,
                    FrontSettings.DEFAULT);

    /** Of the published program: 20 evaluations for two models, a fifth with equal weights. */
    public static final NestedMapSettings PUBLISHED =
            new NestedMapSettings(
                    new Sampling(Sampling.Design.PUBLISHED, OptionalInt.of(20), 0.2),
                    1,
                    Choice.FORETOLD,
                    Map.of(),
                    Span.LAST_TWO,
                    FrontSettings.PUBLISHED);

    public NestedMapSettings {
        if (refine < 1) {
            throw new IllegalArgumentException("refine must be at least 1, found " + refine);
        }
        preference = Collections.unmodifiableMap(new TreeMap<>(preference));
        if (!preference.values().stream().allMatch(p -> p > 0 && p <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "preference must be finite and above 0, found " + preference);
        }
    }
}
