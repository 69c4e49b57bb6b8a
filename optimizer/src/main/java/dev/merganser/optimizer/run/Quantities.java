package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.optimizer.settings.MeasureSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.settings.TaskMean;
import dev.merganser.results.journal.Event;
import dev.merganser.results.value.Objective;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run measures of each candidate.
 *
 * @param objectives what drives the search, at least one
 * @param measures what is measured and reported besides
 */
public record Quantities(List<Objective> objectives, List<Objective> measures) {

    public Quantities {
        objectives = List.copyOf(objectives);
        measures = List.copyOf(measures);
        if (objectives.isEmpty()) {
            throw new IllegalArgumentException("A search needs at least one objective, found 0");
        }
    }

    /** What a search file asks for; refuses what no task has. */
    static Quantities of(SearchSettings settings, Directions directions) {
        return new Quantities(
                settings.objectives().stream().map(each -> quantity(each, directions)).toList(),
                settings.measures().stream().map(each -> quantity(each, directions)).toList());
    }

    private static Objective quantity(MeasureSettings quantity, Directions directions) {
        return new Objective(
                quantity.name(),
                quantity.task(),
                quantity.metric(),
                directions.of(quantity.measure()));
    }

    /** Objectives, then measures. */
    public List<Objective> all() {
        List<Objective> all = new ArrayList<>(objectives);
        all.addAll(measures);
        return all;
    }

    /** The metrics that scoring must compute. */
    public Set<Measure> measured() {
        Set<Measure> measured = new LinkedHashSet<>();
        all().forEach(quantity -> measured.add(measure(quantity)));
        return measured;
    }

    /** What must be measured of each candidate, and of the base where something is compared. */
    Set<Measure> direct() {
        Set<Measure> direct = new LinkedHashSet<>();
        for (Measure each : measured()) {
            if (isForgetting(each)) {
                direct.add(Cost.guarded(each));
            } else {
                direct.addAll(TaskMean.parts(each));
            }
        }
        return direct;
    }

    /** What the user should know before it is measured. */
    Optional<String> warning() {
        return all().stream().anyMatch(Objective::isTimed)
                ? Optional.of(
                        "Latency is measured by a clock: it differs from run to run, and so does all that it decides.")
                : Optional.empty();
    }

    /** What is the mean of others. */
    List<Measure> means() {
        return measured().stream().filter(TaskMean::is).toList();
    }

    /** What is compared with the base. */
    List<Measure> forgetting() {
        return measured().stream().filter(Quantities::isForgetting).toList();
    }

    private static boolean isForgetting(Measure measure) {
        return Cost.of(measure).equals(Optional.of(Cost.FORGETTING));
    }

    /** Values of the objectives by name. */
    public Map<String, Double> objectiveValues(Map<Measure, Double> values) {
        return named(objectives, values);
    }

    /** Values of the other measures by name. */
    Map<String, Double> measureValues(Map<Measure, Double> values) {
        return named(measures, values);
    }

    private static Map<String, Double> named(
            List<Objective> quantities, Map<Measure, Double> values) {
        Map<String, Double> named = new LinkedHashMap<>();
        for (Objective quantity : quantities) {
            named.put(quantity.name(), values.get(measure(quantity)));
        }
        return named;
    }

    /** The costs of a scored candidate in the order of the objectives. */
    public List<Double> costs(Event.Scored scored) {
        return objectives.stream()
                .map(objective -> objective.cost(value(scored, objective.name())))
                .toList();
    }

    /** The value of an objective or measure of a scored candidate; NaN where it has none. */
    static double value(Event.Scored scored, String name) {
        return scored.objectives()
                .getOrDefault(name, scored.measures().getOrDefault(name, Double.NaN));
    }

    /** What scoring must compute for it. */
    public static Measure measure(Objective quantity) {
        return new Measure(quantity.task(), quantity.metric());
    }
}
