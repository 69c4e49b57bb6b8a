package dev.merganser.evaluators.runtime;

import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

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
     * @return whether it was read
     */
    boolean take(String name, WeightSource candidate, MemorySegment memory) {
        Optional<Object> key = candidate.key(name);
        if (key.isPresent() && key.get().equals(keys.get(name))) {
            return false;
        }
        keys.remove(name); // should reading fail, the values are nobody's
        candidate.read(name, memory);
        key.ifPresent(known -> keys.put(name, known));
        return true;
    }
}
