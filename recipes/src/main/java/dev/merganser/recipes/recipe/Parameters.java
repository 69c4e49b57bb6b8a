package dev.merganser.recipes.recipe;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Parameter values by name, in the order of the names. */
public record Parameters(Map<String, ParameterValue> values) {

    public static final Parameters NONE = new Parameters(Map.of());

    public Parameters {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    public static Parameters of(Map<String, ? extends ParameterValue> values) {
        return new Parameters(new TreeMap<>(values));
    }

    public Optional<ParameterValue> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** These parameters with one set. */
    public Parameters with(String name, ParameterValue value) {
        var changed = new TreeMap<>(values);
        changed.put(name, value);
        return new Parameters(changed);
    }

    public Parameters with(String name, double value) {
        return with(name, ParameterValue.of(value));
    }

    public Parameters with(String name, boolean value) {
        return with(name, ParameterValue.of(value));
    }
}
