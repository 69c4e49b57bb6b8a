package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads {@code objectives}, {@code measures} and {@code constraints} of a search file. */
final class QuantityReader {

    private final YamlMap yaml;
    private final Set<String> tasks;

    QuantityReader(YamlMap yaml, Set<String> tasks) {
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
        Set<String> seen = new HashSet<>();
        objectives().forEach(objective -> seen.add(objective.name()));
        measures.removeIf(measure -> !seen.add(measure.name()));
        return measures;
    }

    private List<MeasureSettings> quantities(String key, List<YamlValue> values) {
        List<MeasureSettings> quantities = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlValue value : values) {
            MeasureSettings quantity = quantity(mapping(key, value).only("task", "metric", "name"));
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
        throw yaml.mismatch(key, "a list of {task, metric}", value);
    }

    private MeasureSettings quantity(YamlMap map) {
        String task = map.text("task");
        if (!tasks.contains(task)) {
            throw map.wrong(
                    "%s.task must be one of the tasks %s, found '%s'.%s"
                            .formatted(
                                    map.path(),
                                    String.join(", ", tasks),
                                    task,
                                    Suggestions.didYouMean(task, tasks)));
        }
        String metric = map.text("metric");
        requireKnown(map, metric);
        return new MeasureSettings(map.findText("name").orElse(task + "." + metric), task, metric);
    }

    private static void requireKnown(YamlMap map, String metric) {
        // whether the task's kind offers it is seen when the task is read
        List<String> known = Metrics.all().stream().map(Metric::name).distinct().toList();
        if (!known.contains(metric.replaceFirst("@\\d+$", ""))) {
            throw map.wrong(
                    "%s.metric must be one of %s, found '%s'.%s"
                            .formatted(
                                    map.path(),
                                    String.join(", ", known),
                                    metric,
                                    Suggestions.didYouMean(metric, known)));
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
        map.only("task", "metric", "atLeast", "atMost");
        if (map.has("atLeast") == map.has("atMost")) {
            throw map.wrong(
                    "%s must have 'atLeast' or 'atMost', found %s"
                            .formatted(map.path(), map.has("atLeast") ? "both" : "none"));
        }
        boolean atLeast = map.has("atLeast");
        return new ConstraintSettings(
                quantity(map),
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
