package dev.merganser.evaluators.runtime;

import static java.util.stream.Collectors.toMap;

import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which values the tensors of one set of weights hold, by the keys of what they came from. For one
 * thread at a time.
 */
final class HeldKeys {

    private final Map<String, Object> keys = new HashMap<>();

    /**
     * Reads a tensor, unless its memory holds these values.
     *
     * @param memory written only here
     * @param changing is told the name before anything is written
     */
    void take(
            String name, WeightSource candidate, MemorySegment memory, Consumer<String> changing) {
        Optional<Object> key = candidate.key(name);
        if (key.isEmpty() || !key.get().equals(keys.get(name))) {
            keys.remove(name); // should reading fail, the values are nobody's
            changing.accept(name);
            candidate.read(name, memory);
            key.ifPresent(known -> keys.put(name, known));
        }
    }

    /** The keys of some tensors; empty where one has none. */
    Optional<Map<String, Object>> keys(Collection<String> names) {
        return keys.keySet().containsAll(names)
                ? Optional.of(names.stream().distinct().collect(toMap(name -> name, keys::get)))
                : Optional.empty();
    }
}
