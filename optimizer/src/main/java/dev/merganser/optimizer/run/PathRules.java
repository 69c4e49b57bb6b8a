package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.ExaminedContent;
import dev.merganser.evaluators.task.Task;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.optimizer.settings.MeasureSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.error.WrongUseException;

import java.util.List;
import java.util.stream.Stream;

/** What a search over paths of layers cannot do. */
final class PathRules {

    private PathRules() {}

    /** Refuses tasks and costs that paths do not have. */
    static void require(SearchSettings settings, List<Task> tasks) {
        for (Task task : tasks) {
            if (!(task.content() instanceof ExaminedContent)) {
                throw new WrongUseException(
                        "Paths of layers are scored by graphs, so space.kind must be parameter for tasks of kind command, such as '%s'."
                                .formatted(task.name()));
            }
        }
        List<Measure> measures =
                Stream.concat(settings.objectives().stream(), settings.measures().stream())
                        .map(MeasureSettings::measure)
                        .toList();
        if (measures.contains(Cost.DISTANCE.measure())) {
            throw new WrongUseException(
                    "cost: distance compares weights with those of the base one by one, which a path of other layers has not. Maybe cost: layers or forgetting.");
        }
    }
}
