package dev.merganser.optimizer.settings;

import dev.merganser.recipes.yaml.YamlMap;

import java.nio.file.Path;

/**
 * Where a task is described: a file of its own, or in place in the search file.
 *
 * @param folder what paths in the description are relative to
 */
public record TaskSource(YamlMap yaml, Path folder) {}
