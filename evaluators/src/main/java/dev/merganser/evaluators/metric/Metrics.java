package dev.merganser.evaluators.metric;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics on the class path, found through {@link ServiceLoader}. */
public final class Metrics {

    private static final Pattern AT_DEPTH = Pattern.compile("(.*)@([1-9]\\d{0,8})");
    private static final List<Metric<?>> ALL = load();

    private Metrics() {}

    private static List<Metric<?>> load() {
        List<Metric<?>> metrics = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Metric<?> metric : ServiceLoader.load(Metric.class, Metric.class.getClassLoader())) {
            if (!seen.add(metric.predictions().getName() + "." + metric.name())) {
                throw new IllegalStateException("Two metrics are named '" + metric.name() + "'");
            }
            metrics.add(metric);
        }
        metrics.sort(Comparator.comparing(Metric::name));
        return List.copyOf(metrics);
    }

    /** All metrics by name; metrics of different predictions may share one. */
    public static List<Metric<?>> all() {
        return ALL;
    }

    /** The metrics of a type of predictions by name. */
    public static List<Metric<?>> of(Class<?> predictions) {
        return ALL.stream().filter(metric -> metric.predictions() == predictions).toList();
    }

    /**
     * The metric of a name among those of a type of predictions; an unknown name is wrong use.
     *
     * @param name as in {@code mrr} or {@code mrr@10}
     */
    public static Metric<?> named(Class<?> predictions, String name) {
        Matcher depth = AT_DEPTH.matcher(name);
        return depth.matches()
                ? plain(predictions, depth.group(1)).at(Integer.parseInt(depth.group(2)))
                : plain(predictions, name);
    }

    private static Metric<?> plain(Class<?> predictions, String name) {
        return of(predictions).stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(predictions, name));
    }

    private static WrongUseException unknown(Class<?> predictions, String name) {
        List<String> known = of(predictions).stream().map(Metric::name).toList();
        return new WrongUseException(
                "unknown metric '%s'.%s Known: %s"
                        .formatted(
                                name,
                                Suggestions.didYouMean(name, known),
                                String.join(", ", known)));
    }
}
