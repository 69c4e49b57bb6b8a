package dev.merganser.recipes.lora;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The decoded factors that were used last, some tens of megabytes of them: tensors are read in
 * blocks, and most readers go on where they were. Safe for use by many threads.
 */
final class FactorCache {

    private static final long MOST_BYTES = 64L << 20;

    private final Map<LowRankTensor, Factors> recent = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    synchronized Factors of(LowRankTensor tensor) {
        Factors known = recent.get(tensor);
        return known == null ? add(tensor) : known;
    }

    private Factors add(LowRankTensor tensor) {
        Factors factors = tensor.product().factors();
        bytes += factors.bytes();
        Iterator<Factors> eldest = recent.values().iterator();
        while (bytes > MOST_BYTES && eldest.hasNext()) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
        recent.put(tensor, factors);
        return factors;
    }
}
