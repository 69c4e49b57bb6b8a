package dev.merganser.optimizer.run;

import dev.merganser.evaluators.WeightMode;
import dev.merganser.evaluators.task.TaskReader;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Checks a search or task file by opening all that it names, without searching. */
public final class SearchCheck {

    private SearchCheck() {}

    /** What is wrong, or worth knowing; without errors where a search can start. */
    public static List<Finding> search(Path file) {
        return findings(
                () -> {
                    try (Workbench workbench = Workbench.open(unmeasured(SearchFile.read(file)))) {
                        return workbench.warnings();
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
        return findings(() -> Workbench.warning(TaskReader.read(file)).stream().toList());
    }

    private static List<Finding> findings(Supplier<List<String>> warnings) {
        try {
            return warnings.get().stream()
                    .map(text -> new Finding(Finding.Kind.WARNING, text))
                    .toList();
        } catch (WrongUseException e) {
            return List.of(new Finding(Finding.Kind.WRONG_USE, String.valueOf(e.getMessage())));
        } catch (BadDataException e) {
            return List.of(new Finding(Finding.Kind.BAD_DATA, String.valueOf(e.getMessage())));
        }
    }
}
