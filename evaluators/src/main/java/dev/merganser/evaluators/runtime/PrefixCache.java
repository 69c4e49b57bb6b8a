package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.segment.StepOutcome;
import dev.merganser.evaluators.session.Value;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the first steps of paths gave for batches, kept for candidates that share these steps, up to
 * a number of bytes. Values are kept once a second candidate has the steps. Where room is short,
 * those of the prefix that was used least recently go, never those of the same prefix: candidates
 * run all batches in turn, and would drive out each before its next use. Shared by runners; safe
 * for use by many threads. Owns what it keeps until closed.
 */
public final class PrefixCache implements AutoCloseable {

    private static final int REMEMBERED = 1024;

    private final long capacity;
    private final LinkedHashMap<Entry, Kept> kept = new LinkedHashMap<>(16, .75f, true);
    private final LinkedHashMap<List<StepKey>, Boolean> repeated = new LinkedHashMap<>();
    private long bytes;
    private long hits;

    private record Entry(Prefix prefix, Batch batch) {}

    /** A cache of at most so many bytes; 0 keeps nothing. */
    public PrefixCache(long capacity) {
        this.capacity = capacity;
    }

    /** Values after the first steps, for as long as it is open, whoever owns them. */
    final class Kept implements AutoCloseable {

        private final StepOutcome outcome;
        private final long size;
        private int users = 1;
        private boolean cached;

        private Kept(StepOutcome outcome) {
            this.outcome = outcome;
            this.size = outcome.passedOn().values().stream().mapToLong(Value::bytes).sum();
        }

        /** By name in the model; read only. */
        Map<String, Value> values() {
            return outcome.passedOn();
        }

        @Override
        public void close() {
            synchronized (PrefixCache.this) {
                users--;
                closeUnused();
            }
        }

        private void closeUnused() {
            if (users == 0 && !cached) {
                outcome.close();
            }
        }
    }

    /** A candidate with these first steps has come. */
    synchronized void sighted(List<StepKey> steps) {
        repeated.put(steps, repeated.containsKey(steps));
        if (repeated.size() > REMEMBERED) {
            repeated.remove(repeated.firstEntry().getKey());
        }
    }

    /** What is kept for a batch; the caller closes it. */
    synchronized Optional<Kept> find(Prefix prefix, Batch batch) {
        Kept found = kept.get(new Entry(prefix, batch));
        if (found != null) {
            found.users++;
            hits++;
        }
        return Optional.ofNullable(found);
    }

    /** Takes values over, to be kept where that pays; the caller closes them. */
    synchronized Kept keep(Prefix prefix, Batch batch, StepOutcome outcome) {
        var entry = new Entry(prefix, batch);
        var values = new Kept(outcome);
        boolean wanted = repeated.getOrDefault(prefix.steps(), false) && !kept.containsKey(entry);
        if (wanted && hasRoom(prefix, values.size)) {
            values.cached = true;
            bytes += values.size;
            kept.put(entry, values);
        }
        return values;
    }

    private boolean hasRoom(Prefix prefix, long needed) {
        Iterator<Map.Entry<Entry, Kept>> oldest = kept.entrySet().iterator();
        while (bytes + needed > capacity && oldest.hasNext()) {
            Map.Entry<Entry, Kept> entry = oldest.next();
            if (!entry.getKey().prefix().equals(prefix)) {
                oldest.remove();
                release(entry.getValue());
            }
        }
        return bytes + needed <= capacity;
    }

    private void release(Kept values) {
        bytes -= values.size;
        values.cached = false;
        values.closeUnused();
    }

    /** How often values were found. */
    public synchronized long hits() {
        return hits;
    }

    /** How much is kept. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Frees everything; nothing may be in use. */
    @Override
    public synchronized void close() {
        kept.values().forEach(this::release);
        kept.clear();
    }
}
