package dev.merganser.evaluators;

import dev.merganser.evaluators.loss.TaskLoss;
import dev.merganser.evaluators.runtime.WeightFit;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The weights of the experts that teach tasks, by alias: read where they lie, or copies, which this
 * owns until closed.
 */
final class LossTeachers implements AutoCloseable {

    private final Map<String, NamedFloats> weights = new LinkedHashMap<>();

    private LossTeachers() {}

    /** How many experts tasks name. */
    static int count(List<TaskLoss> tasks) {
        return (int) tasks.stream().flatMap(task -> task.teacher().stream()).distinct().count();
    }

    /**
     * Reads the experts that tasks name.
     *
     * @param models what there is to choose from
     */
    static LossTeachers open(
            SessionFactory factory,
            SegmentedModel model,
            List<TaskLoss> tasks,
            Map<String, WeightSource> models) {
        var teachers = new LossTeachers();
        try {
            for (TaskLoss task : tasks) {
                task.teacher()
                        .ifPresent(
                                alias ->
                                        teachers.weights.computeIfAbsent(
                                                alias,
                                                key ->
                                                        read(
                                                                factory,
                                                                model,
                                                                named(task, key, models))));
            }
            return teachers;
        } catch (RuntimeException e) {
            teachers.close();
            throw e;
        }
    }

    private static WeightSource named(
            TaskLoss task, String alias, Map<String, WeightSource> models) {
        WeightSource found = models.get(alias);
        if (found == null) {
            throw new WrongUseException(
                    "The teacher of task '%s' must be one of %s, found '%s'.%s"
                            .formatted(
                                    task.task(),
                                    String.join(", ", models.keySet()),
                                    alias,
                                    Suggestions.didYouMean(alias, models.keySet())));
        }
        return found;
    }

    private static NamedFloats read(
            SessionFactory factory, SegmentedModel model, WeightSource source) {
        var floats = new NamedFloats(factory);
        try {
            model.weights().forEach(weight -> add(model.graph().name(), weight, source, floats));
            return floats;
        } catch (RuntimeException e) {
            floats.close();
            throw e;
        }
    }

    /** Most of an expert lies in memory already, since candidates are merged from it. */
    private static void add(String graph, Tensor weight, WeightSource source, NamedFloats into) {
        var _ = WeightFit.require(graph, weight.name(), weight.shape(), source);
        source.lying(weight.name())
                .filter(NamedFloats::canShare)
                .ifPresentOrElse(
                        tensor -> into.share(weight.name(), tensor),
                        () -> source.read(weight.name(), into.add(weight.name(), weight.shape())));
    }

    /** The tensors of an expert by name. */
    Map<String, Value> of(String alias) {
        return Objects.requireNonNull(weights.get(alias), alias).values();
    }

    @Override
    public void close() {
        weights.values().forEach(NamedFloats::close);
    }
}
