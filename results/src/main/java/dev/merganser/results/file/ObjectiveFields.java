package dev.merganser.results.file;

import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Objectives as JSON objects, both ways. */
public final class ObjectiveFields {

    private ObjectiveFields() {}

    /** The objects of objectives, in their order. */
    public static List<Map<String, Object>> of(List<Objective> objectives) {
        return objectives.stream().map(ObjectiveFields::of).toList();
    }

    private static Map<String, Object> of(Objective objective) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", objective.name());
        fields.put("task", objective.task());
        fields.put("metric", objective.metric());
        fields.put("direction", objective.direction().key());
        return fields;
    }

    /** The objectives of a list of objects; none where the key is missing. */
    public static List<Objective> read(Fields fields, String key) {
        return fields.objects(key, ObjectiveFields::read);
    }

    private static Objective read(Fields fields) {
        return new Objective(
                fields.text("name"),
                fields.text("task"),
                fields.text("metric"),
                Direction.parse(fields.text("direction")));
    }
}
