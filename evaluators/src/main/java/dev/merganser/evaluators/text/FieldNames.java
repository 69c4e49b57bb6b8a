package dev.merganser.evaluators.text;

import dev.merganser.recipes.yaml.YamlMap;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the fields of a task's data are called: under {@code fields:}, else as the task says. */
public record FieldNames(Map<String, String> names) {

    public FieldNames {
        names = Map.copyOf(names);
    }

    /**
     * Reads {@code fields:}.
     *
     * @param fields the fields that the kind has
     */
    public static FieldNames of(YamlMap yaml, String... fields) {
        List<String> known = List.of(fields);
        return new FieldNames(
                yaml.findMap("fields")
                        .map(map -> map.only(known))
                        .map(
                                map ->
                                        map.keys().stream()
                                                .collect(Collectors.toMap(key -> key, map::text)))
                        .orElse(Map.of()));
    }

    /** What a field is called in the data. */
    public String of(String field) {
        return names.getOrDefault(field, field);
    }
}
