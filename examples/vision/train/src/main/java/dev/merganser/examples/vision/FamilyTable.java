package dev.merganser.examples.vision;

import dev.merganser.examples.vision.data.TaskImages;
import dev.merganser.examples.vision.model.Weights;
import dev.merganser.examples.vision.training.Classifier;
import dev.merganser.examples.vision.training.Measured;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What every model of a family reaches on every split of every task, to print. */
final class FamilyTable {

    private FamilyTable() {}

    /** Prints a line for each model, task and split. */
    static void print(Classifier classifier, List<TaskImages> tasks, Family family) {
        System.out.println("model on task split: accuracy / mean negative log-likelihood");
        Map<String, Weights> models = new TreeMap<>(family.experts());
        models.put("base", family.base());
        for (TaskImages task : tasks) {
            Weights head = family.head(task.task());
            models.forEach(
                    (name, model) ->
                            task.splits()
                                    .forEach(
                                            (split, images) ->
                                                    print(
                                                            name
                                                                    + " on "
                                                                    + task.task()
                                                                    + " "
                                                                    + split,
                                                            classifier.measure(
                                                                    model, head, images))));
        }
    }

    private static void print(String what, Measured measured) {
        System.out.printf(Locale.ROOT, "%-30s %s%n", what, measured.shown());
    }
}
