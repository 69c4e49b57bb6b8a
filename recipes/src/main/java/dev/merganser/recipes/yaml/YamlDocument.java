package dev.merganser.recipes.yaml;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * One YAML document.
 *
 * @param value plain maps, lists, strings, numbers and flags; null where it is empty
 * @param marked the keys at the top whose values an anchor marks
 */
record YamlDocument(@Nullable Object value, Set<String> marked) {}
