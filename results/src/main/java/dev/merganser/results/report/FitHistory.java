package dev.merganser.results.report;

import dev.merganser.results.journal.Event.Fit;
import dev.merganser.results.journal.Event.Scored;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Surrogate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The surrogates that a run fitted.
 *
 * @param fits in order, at least one
 * @param promised what was promised of candidates, with what came of it
 */
public record FitHistory(List<Fit> fits, List<Promised> promised) {

    public FitHistory {
        fits = List.copyOf(fits);
        promised = List.copyOf(promised);
    }

    /** A value in natural units that a candidate was promised to have, and the one it has. */
    public record Promised(int candidate, String objective, double expected, double measured) {}

    /**
     * What a run fitted and promised; empty where it fitted nothing.
     *
     * @param scored evaluations on search
     */
    public static Optional<FitHistory> of(List<Fit> fits, Map<CandidateId, Scored> scored) {
        if (fits.isEmpty()) {
            return Optional.empty();
        }
        List<Promised> promised = new ArrayList<>();
        for (Fit fit : fits) {
            fit.promises()
                    .forEach(
                            (number, expected) ->
                                    Optional.ofNullable(scored.get(CandidateId.of(number)))
                                            .ifPresent(
                                                    found ->
                                                            promised.addAll(
                                                                    kept(
                                                                            number, expected,
                                                                            found))));
        }
        return Optional.of(new FitHistory(fits, promised));
    }

    private static List<Promised> kept(int number, Map<String, Double> expected, Scored found) {
        return expected.entrySet().stream()
                .filter(entry -> found.objectives().containsKey(entry.getKey()))
                .map(
                        entry ->
                                new Promised(
                                        number,
                                        entry.getKey(),
                                        entry.getValue(),
                                        found.objectives().getOrDefault(entry.getKey(), 0.0)))
                .toList();
    }

    /** A fit in words, such as for a log. */
    public static String words(Fit fit) {
        return "fit %d to %d points, R² %s"
                .formatted(
                        fit.number(),
                        fit.points(),
                        fit.surrogates().entrySet().stream()
                                .map(entry -> r2(entry.getValue()) + " of " + entry.getKey())
                                .collect(Collectors.joining(", ")));
    }

    static String r2(Surrogate surrogate) {
        return surrogate.r2().isPresent()
                ? String.format(Locale.ROOT, "%.3f", surrogate.r2().getAsDouble())
                : "unknown";
    }

    Fit first() {
        return fits.getFirst();
    }

    Fit last() {
        return fits.getLast();
    }

    /** What was fitted and how well, as a sentence. */
    public String words() {
        String objectives =
                last().surrogates().keySet().stream()
                        .map(this::course)
                        .collect(Collectors.joining(", "));
        return "Surrogates were fitted %s, to %d points at first and %d at last; cross-validated R² %s."
                .formatted(times(), first().points(), last().points(), objectives);
    }

    private String times() {
        return fits.size() == 1 ? "once" : fits.size() + " times";
    }

    private String course(String objective) {
        String end = r2(last(), objective);
        return fits.size() == 1
                ? "%s of %s".formatted(end, objective)
                : "%s → %s of %s".formatted(r2(first(), objective), end, objective);
    }

    static String r2(Fit fit, String objective) {
        return Optional.ofNullable(fit.surrogates().get(objective))
                .map(FitHistory::r2)
                .orElse("unknown");
    }
}
