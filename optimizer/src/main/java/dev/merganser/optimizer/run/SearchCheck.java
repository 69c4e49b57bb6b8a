package dev.merganser.optimizer.run;

import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.Finding;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks a search file by opening all that it names, without searching. */
public final class SearchCheck {

    private SearchCheck() {}

    /** What is wrong, or worth knowing; without errors where a search can start. */
    public static List<Finding> check(Path file) {
        List<Finding> findings = new ArrayList<>();
        try {
            SearchSettings settings = SearchFile.read(file);
            try (Workbench workbench = Workbench.open(settings)) {
                workbench.genome();
                workbench.warnings().forEach(text -> findings.add(warning(text)));
            }
        } catch (WrongUseException e) {
            findings.add(new Finding(Finding.Kind.WRONG_USE, e.getMessage()));
        } catch (BadDataException e) {
            findings.add(new Finding(Finding.Kind.BAD_DATA, e.getMessage()));
        }
        return findings;
    }

    private static Finding warning(String text) {
        return new Finding(Finding.Kind.WARNING, text);
    }
}
