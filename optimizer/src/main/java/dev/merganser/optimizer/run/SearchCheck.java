package dev.merganser.optimizer.run;

import dev.merganser.evaluators.WeightMode;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.task.TaskReader;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Checks a search or task file by opening all that it names, without searching. */
public final class SearchCheck {

    private SearchCheck() {}

    /** What is wrong, or worth knowing; without errors where a search can start. */
    public static List<Finding> search(Path file) {
        return findings(
                () -> {
                    try (Workbench workbench = Workbench.open(unmeasured(SearchFile.read(file)))) {
                        return Stream.of(
                                        warnings(workbench.warnings()),
                                        workbench.notes().stream().map(Finding::note),
                                        workbench.instruments().programs().stream())
                                .flatMap(Function.identity())
                                .toList();
                    }
                });
    }

    /** A check has no use for the quicker way of running the graph. */
    private static SearchSettings unmeasured(SearchSettings settings) {
        return settings.runtime().weights() == WeightMode.AUTO
                ? settings.withWeights(WeightMode.FEED)
                : settings;
    }

    /** What is wrong, or worth knowing, about a task file and its data. */
    public static List<Finding> task(Path file) {
        return findings(() -> findings(TaskReader.read(file)));
    }

    private static List<Finding> findings(Task task) {
        return Stream.concat(
                        warnings(SearchTasks.warning(task).stream().toList()),
                        Instruments.program(task).stream())
                .toList();
    }

    private static Stream<Finding> warnings(List<String> texts) {
        return texts.stream().map(Finding::warning);
    }

    private static List<Finding> findings(Supplier<List<Finding>> look) {
        try {
            return look.get();
        } catch (WrongUseException e) {
            return List.of(Finding.of(e));
        } catch (BadDataException e) {
            return List.of(Finding.of(e));
        }
    }
}
