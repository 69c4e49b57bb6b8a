package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs segments whose values are kept. What a segment gave for inputs of some shapes tells how
 * large its outputs will be the next time: small ones are then written into tensors that are there
 * already, since to make one takes longer than to fill it. For one thread at a time.
 */
final class StepRuns {

    /** Most bytes of a small tensor. */
    private static final long SMALL = 1 << 17;

    private final SegmentSessions sessions;
    private final TensorPool pool;
    private final IdentityHashMap<Segment, Map<Map<String, Shape>, Map<String, Shape>>> seen =
            new IdentityHashMap<>();

    StepRuns(SegmentSessions sessions, TensorPool pool) {
        this.sessions = sessions;
        this.pool = pool;
    }

    /**
     * Runs a segment; the caller closes what it gives.
     *
     * @param inputs values of a batch, by name in the segment
     * @param weights whose shapes never change, likewise
     */
    StepValues run(
            Segment segment,
            Map<String, Value> inputs,
            Map<String, Value> weights,
            Set<String> requested) {
        Map<String, Value> fed = new HashMap<>(weights);
        fed.putAll(inputs);
        Map<Map<String, Shape>, Map<String, Shape>> before =
                seen.computeIfAbsent(segment, _ -> new HashMap<>());
        Map<String, Shape> sizes = shapes(inputs);
        return Optional.ofNullable(before.get(sizes))
                .flatMap(known -> again(segment, fed, requested, known))
                .orElseGet(
                        () -> {
                            Results results = sessions.run(segment, fed, requested, Map.of());
                            before.put(sizes, small(results, requested));
                            return new StepValues(results, Map.of());
                        });
    }

    private static Map<String, Shape> shapes(Map<String, Value> values) {
        Map<String, Shape> shapes = HashMap.newHashMap(values.size());
        values.forEach((name, value) -> shapes.put(name, value.shape()));
        return shapes;
    }

    private static Map<String, Shape> small(Results results, Set<String> requested) {
        Map<String, Shape> small = new HashMap<>();
        for (String output : requested) {
            results.find(output)
                    .filter(value -> value.dtype() == DType.F32 && value.bytes() <= SMALL)
                    .ifPresent(value -> small.put(output, value.shape()));
        }
        return small;
    }

    /** Empty where other values give other shapes; what else is wrong shows without known ones. */
    private Optional<StepValues> again(
            Segment segment,
            Map<String, Value> fed,
            Set<String> requested,
            Map<String, Shape> known) {
        Map<String, TensorPool.Lent> lent = new HashMap<>();
        boolean ran = false;
        try {
            Set<String> others = lend(requested, known, lent);
            Results results = sessions.run(segment, fed, others, values(lent));
            ran = true;
            return Optional.of(new StepValues(results, lent));
        } catch (BadDataException e) {
            return Optional.empty();
        } finally {
            if (!ran) {
                lent.values().forEach(TensorPool.Lent::close);
            }
        }
    }

    /**
     * Takes tensors for the outputs whose shapes are known.
     *
     * @param lent where they are put one by one, so that they can be given back whatever happens
     * @return the other outputs
     */
    private Set<String> lend(
            Set<String> requested, Map<String, Shape> known, Map<String, TensorPool.Lent> lent) {
        Set<String> others = new HashSet<>();
        for (String output : requested) {
            Shape shape = known.get(output);
            if (shape == null) {
                others.add(output);
            } else {
                lent.put(output, pool.take(output, shape));
            }
        }
        return others;
    }

    private static Map<String, Value> values(Map<String, TensorPool.Lent> lent) {
        Map<String, Value> values = HashMap.newHashMap(lent.size());
        lent.forEach((output, tensor) -> values.put(output, tensor.value()));
        return values;
    }
}
