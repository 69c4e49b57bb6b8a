package dev.merganser.evaluators;

import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Weights with keys.
 *
 * @param id of weights that are equal
 * @param reads how often each tensor was read
 */
record KeyedWeights(WeightSource weights, Object id, Map<String, Integer> reads)
        implements WeightSource {

    static KeyedWeights of(WeightSource weights, Object id) {
        return new KeyedWeights(weights, id, new ConcurrentHashMap<>());
    }

    /** Weights whose source cannot tell what they are. */
    static WeightSource untold(WeightSource weights) {
        return new WeightSource() {
            @Override
            public Optional<TensorInfo> info(String name) {
                return weights.info(name);
            }

            @Override
            public void read(String name, MemorySegment out) {
                weights.read(name, out);
            }
        };
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return weights.info(name);
    }

    @Override
    public void read(String name, MemorySegment out) {
        reads.merge(name, 1, Integer::sum);
        weights.read(name, out);
    }

    @Override
    public Optional<Object> key(String name) {
        return Optional.of(List.of(id, name));
    }
}
