package dev.merganser.evaluators.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The first steps of a path, as a {@link PrefixCache} knows them. Compared by identity; all of it
 * is the cache's.
 */
public final class Prefix {

    /** What the steps gave for a batch; prefixes of one graph may pass on different values. */
    record Slot(Batch batch, Set<String> values) {}

    final long number;
    final Map<Slot, PrefixCache.Kept> kept = new HashMap<>();
    private int sightings;
    private long lastCall;

    Prefix(long number) {
        this.number = number;
    }

    /** A candidate of a call has these first steps; calls are numbered as they come. */
    void sighted(long call) {
        sightings++;
        lastCall = Math.max(lastCall, call);
    }

    /** Whether more than one candidate had these steps. */
    boolean isShared() {
        return sightings > 1;
    }

    /** Whether the last candidate with these steps came in an earlier call than another's. */
    boolean isOlderThan(Prefix other) {
        return lastCall < other.lastCall;
    }
}
