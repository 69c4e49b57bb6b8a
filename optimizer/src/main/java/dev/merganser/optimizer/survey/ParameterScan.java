package dev.merganser.optimizer.survey;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.Recipe;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A scan over the parameters of one entrant: each in turn, the others at the best so far, once
 * around. The first of equals stays.
 */
final class ParameterScan {

    /** What a point of the scan is worth. */
    record Point(Recipe recipe, OptionalDouble cost, String failure) {}

    private final Function<List<Recipe>, List<Point>> scoring;
    private final Set<String> failures = new LinkedHashSet<>();
    private final List<String> scanned = new ArrayList<>();
    private Point best;
    private int tried;
    private int failed;

    private ParameterScan(Point start, Function<List<Recipe>, List<Point>> scoring) {
        this.scoring = scoring;
        this.best = start;
    }

    /**
     * Scans from a point.
     *
     * @param start the entrant at its defaults, scored or failed
     * @param scoring scores recipes, in their order
     */
    static ParameterScan of(
            Entrant entrant, Point start, Function<List<Recipe>, List<Point>> scoring) {
        var scan = new ParameterScan(start, scoring);
        entrant.scanned().forEach(scan::vary);
        return scan;
    }

    private void vary(ParameterSpec spec) {
        List<Argument> values = new ArrayList<>(Trials.of(spec));
        Settings.of(best.recipe(), spec).ifPresent(values::remove);
        if (values.isEmpty()) {
            return;
        }
        Recipe from = best.recipe();
        scanned.add(
                values.stream()
                        .map(Settings::shown)
                        .collect(Collectors.joining(", ", spec.name() + " ", "")));
        for (Point point :
                scoring.apply(
                        values.stream().map(value -> Settings.with(from, spec, value)).toList())) {
            keep(point);
        }
    }

    private void keep(Point point) {
        tried++;
        if (point.cost().isEmpty()) {
            failed++;
            failures.add(point.failure());
        } else if (best.cost().isEmpty()
                || point.cost().getAsDouble() < best.cost().getAsDouble()) {
            best = point;
        }
    }

    Point best() {
        return best;
    }

    int tried() {
        return tried;
    }

    int failed() {
        return failed;
    }

    /** Why points failed, each reason once. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** What was tried, parameter by parameter. */
    List<String> scanned() {
        return List.copyOf(scanned);
    }
}
