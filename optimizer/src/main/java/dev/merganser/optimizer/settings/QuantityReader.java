package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@code objectives}, {@code measures} and {@code constraints} of a search file. */
final class QuantityReader {

    private static final String COST = "cost";
    private static final String MEAN = "mean";

    private final YamlMap yaml;
    private final Map<String, TaskSource> tasks;

    QuantityReader(YamlMap yaml, Map<String, TaskSource> tasks) {
        this.yaml = yaml;
        this.tasks = tasks;
    }

    List<MeasureSettings> objectives() {
        List<MeasureSettings> objectives = quantities("objectives", yaml.list("objectives"));
        if (objectives.isEmpty()) {
            throw yaml.wrong("objectives must name at least one objective, found none");
        }
        return objectives;
    }

    /** Measures that are asked for, and those that constraints need; objectives are left out. */
    List<MeasureSettings> measures() {
        List<MeasureSettings> measures =
                new ArrayList<>(
                        quantities("measures", yaml.findList("measures").orElse(List.of())));
        constraints().stream().map(ConstraintSettings::measure).forEach(measures::add);
        Map<String, MeasureSettings> seen = new HashMap<>();
        objectives().forEach(objective -> seen.put(objective.name(), objective));
        measures.removeIf(measure -> isKnown(measure, seen));
        return measures;
    }

    /** Whether it is there already; another quantity of its name may not be. */
    private boolean isKnown(MeasureSettings measure, Map<String, MeasureSettings> seen) {
        MeasureSettings before = seen.putIfAbsent(measure.name(), measure);
        if (before != null && !before.equals(measure)) {
            throw yaml.wrong(
                    "'%s' must be one quantity, found %s and %s. Maybe give one a name."
                            .formatted(measure.name(), before.words(), measure.words()));
        }
        return before != null;
    }

    private List<MeasureSettings> quantities(String key, List<YamlValue> values) {
        List<MeasureSettings> quantities = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlValue value : values) {
            MeasureSettings quantity = quantity(mapping(key, value), List.of("name"));
            if (!names.add(quantity.name())) {
                throw yaml.wrong(
                        "%s must have different names, found '%s' twice"
                                .formatted(key, quantity.name()));
            }
            quantities.add(quantity);
        }
        return quantities;
    }

    private YamlMap mapping(String key, YamlValue value) {
        if (value instanceof YamlValue.Mapping(YamlMap map)) {
            return map;
        }
        throw yaml.mismatch(key, "a list of {task, metric} or {cost}", value);
    }

    private MeasureSettings quantity(YamlMap map, List<String> others) {
        if (map.has(COST)) {
            return cost(map, others);
        }
        if (map.has(MEAN)) {
            return mean(map, others);
        }
        Measure measure = measure(map.only(with(others, "task", "metric")));
        return named(map, measure.key(), measure);
    }

    private static MeasureSettings named(YamlMap map, String usual, Measure measure) {
        return new MeasureSettings(
                map.findText("name").orElse(usual), measure.task(), measure.metric());
    }

    private static List<String> with(List<String> others, String... keys) {
        return Stream.concat(Stream.of(keys), others.stream()).toList();
    }

    private MeasureSettings cost(YamlMap map, List<String> others) {
        Cost cost = cost(map);
        return switch (cost) {
            case LATENCY, PARAMETERS, LAYERS, DISTANCE ->
                    named(map.only(with(others, COST)), cost.key(), cost.measure());
            case FORGETTING -> {
                Measure guarded = measure(map.only(with(others, COST, "task", "metric")));
                String usual = guarded.task() + "." + cost.key();
                yield named(map, usual, Cost.forgetting(guarded));
            }
        };
    }

    /** The mean of a metric over tasks: all, unless it says which. */
    private MeasureSettings mean(YamlMap map, List<String> others) {
        map.only(with(others, MEAN, "tasks"));
        String metric = map.text(MEAN);
        List<String> averaged = tasks(map);
        for (String task : averaged) {
            requireKnown(map, "tasks", task, MEAN, metric);
        }
        return named(map, MEAN + "." + metric, TaskMean.of(averaged, metric));
    }

    private List<String> tasks(YamlMap map) {
        List<String> averaged = new ArrayList<>();
        for (YamlValue value : map.findList("tasks").orElse(List.of())) {
            if (!(value instanceof YamlValue.Text(String task))) {
                throw map.mismatch("tasks", "a list of tasks", value);
            }
            averaged.add(task);
        }
        if (!map.has("tasks")) {
            averaged.addAll(tasks.keySet());
        }
        if (averaged.size() < 2 || new HashSet<>(averaged).size() < averaged.size()) {
            throw map.wrong(
                    "%s.mean needs two tasks or more, and each once, found %s"
                            .formatted(map.path(), averaged));
        }
        return averaged;
    }

    private static Cost cost(YamlMap map) {
        String key = map.text(COST);
        List<String> known = Cost.keys();
        return Cost.named(key).orElseThrow(() -> Words.unknown(map, COST, key, known));
    }

    private Measure measure(YamlMap map) {
        String task = map.text("task");
        String metric = map.text("metric");
        requireKnown(map, "task", task, "metric", metric);
        return new Measure(task, metric);
    }

    private void requireKnown(
            YamlMap map, String taskKey, String task, String metricKey, String metric) {
        TaskSource source = tasks.get(task);
        if (source == null) {
            String known = "one of the tasks " + String.join(", ", tasks.keySet());
            throw Words.unknown(map, taskKey, known, task, tasks.keySet());
        }
        if (!source.isCommand()) {
            requireKnown(map, metricKey, metric);
        }
    }

    private static void requireKnown(YamlMap map, String key, String metric) {
        // whether the task's kind offers it is seen when the task is read
        List<String> known = Metrics.all().stream().map(Metric::name).distinct().toList();
        if (!known.contains(metric.replaceFirst("@\\d+$", ""))) {
            throw Words.unknown(map, key, metric, known);
        }
    }

    List<ConstraintSettings> constraints() {
        List<ConstraintSettings> constraints = new ArrayList<>();
        for (YamlValue value : yaml.findList("constraints").orElse(List.of())) {
            constraints.add(constraint(mapping("constraints", value)));
        }
        return constraints;
    }

    private ConstraintSettings constraint(YamlMap map) {
        MeasureSettings measure = quantity(map, List.of("atLeast", "atMost"));
        if (map.has("atLeast") == map.has("atMost")) {
            throw map.wrong(
                    "%s must have 'atLeast' or 'atMost', found %s"
                            .formatted(map.path(), map.has("atLeast") ? "both" : "none"));
        }
        boolean atLeast = map.has("atLeast");
        return new ConstraintSettings(
                measure,
                atLeast ? ConstraintSettings.Side.AT_LEAST : ConstraintSettings.Side.AT_MOST,
                bound(map, atLeast ? "atLeast" : "atMost"));
    }

    private static OptionalDouble bound(YamlMap map, String key) {
        Optional<YamlValue> base =
                map.find(key).filter(value -> value.equals(new YamlValue.Text(ModelSettings.BASE)));
        if (base.isPresent()) {
            return OptionalDouble.empty();
        }
        if (map.require(key) instanceof YamlValue.Number(double bound)) {
            return OptionalDouble.of(bound);
        }
        throw map.mismatch(key, "a number or 'base'", map.require(key));
    }
}
