package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.Task;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.optimizer.settings.TaskMean;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.results.value.Direction;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which values of a measure are better, as its tasks say.
 *
 * @param tasks by name
 */
record Directions(Map<String, Task> tasks) {

    static Directions of(List<Task> tasks) {
        return new Directions(
                tasks.stream().collect(Collectors.toMap(Task::name, Function.identity())));
    }

    /** The direction of a cost, of a task's metric, or of a mean, whose parts must agree. */
    Direction of(Measure measure) {
        return Cost.of(measure)
                .map(cost -> ofCost(cost, measure))
                .orElseGet(() -> ofMetric(measure));
    }

    private Direction ofCost(Cost cost, Measure measure) {
        if (cost == Cost.FORGETTING) {
            var _ = higherIsBetter(Cost.guarded(measure));
        }
        return Direction.MINIMIZE;
    }

    private Direction ofMetric(Measure measure) {
        List<Boolean> higher =
                TaskMean.parts(measure).stream().map(this::higherIsBetter).distinct().toList();
        if (higher.size() > 1) {
            throw new WrongUseException(
                    "The mean of %s needs tasks in which it has one direction, found both among %s."
                            .formatted(measure.metric(), measure.task()));
        }
        return higher.getFirst() ? Direction.MAXIMIZE : Direction.MINIMIZE;
    }

    /** Whether the highest value of a task's metric is the best one. */
    boolean higherIsBetter(Measure measure) {
        return Objects.requireNonNull(tasks.get(measure.task()), measure.task())
                .higherIsBetter(measure.metric());
    }
}
