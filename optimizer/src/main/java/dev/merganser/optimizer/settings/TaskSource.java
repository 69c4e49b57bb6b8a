package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.program.CommandTask;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a task is described: a file of its own, or in place in the search file.
 *
 * @param folder what paths in the description are relative to
 */
public record TaskSource(YamlMap yaml, Path folder) {

    /** Whether a program answers it, so that it needs no graph and has metrics of its own. */
    boolean isCommand() {
        return yaml.find("kind").equals(Optional.of(new YamlValue.Text(CommandTask.NAME)));
    }
}
