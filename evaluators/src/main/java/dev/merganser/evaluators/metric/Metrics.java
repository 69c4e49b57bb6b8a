package dev.merganser.evaluators.metric;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The metrics on the class path, found through {@link ServiceLoader}. */
public final class Metrics {

    private static final Map<String, Metric> BY_NAME = load();

    private Metrics() {}

    private static Map<String, Metric> load() {
        Map<String, Metric> metrics = new TreeMap<>();
        ClassLoader loader = Metric.class.getClassLoader();
        for (Metric metric : ServiceLoader.load(Metric.class, loader)) {
            if (metrics.put(metric.name(), metric) != null) {
                throw new IllegalStateException("Two metrics are named '" + metric.name() + "'");
            }
        }
        return metrics;
    }

    /** All metrics by name. */
    public static List<Metric> all() {
        return List.copyOf(BY_NAME.values());
    }

    /** The metric of a name; an unknown name is wrong use. */
    public static Metric named(String name) {
        Metric metric = BY_NAME.get(name);
        if (metric == null) {
            throw new WrongUseException(
                    "unknown metric '%s'.%s Known: %s"
                            .formatted(
                                    name,
                                    Suggestions.didYouMean(name, BY_NAME.keySet()),
                                    String.join(", ", BY_NAME.keySet())));
        }
        return metric;
    }
}
