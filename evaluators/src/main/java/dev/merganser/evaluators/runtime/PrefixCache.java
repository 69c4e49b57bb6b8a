package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.segment.StepOutcome;
import dev.merganser.evaluators.session.Value;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the first steps of paths gave for batches, kept for candidates that share these steps, up to
 * a number of bytes. Values are kept once a second candidate has the steps, or at once while there
 * is room for what may never be used again. Where room is short, those of the prefix that was used
 * least recently go. What is to be kept drives out none of a prefix that the same call uses: a call
 * runs all batches in turn, and would drive out each before its next use. Room that is lent drives
 * out any. Values in use stay, since nothing would be freed, and so do those that kept values come
 * after; their bytes count as long as they are open. Shared by runners; safe for use by many
 * threads. Owns what it keeps until closed.
 */
public final class PrefixCache implements AutoCloseable {

    private static final int REMEMBERED = 1 << 13;

    private final long capacity;
    private final boolean atOnce;
    private final PrefixIndex index;

    /** Those that something is kept of, least recently used first. */
    private final LinkedHashMap<Long, Prefix> holding = new LinkedHashMap<>(16, .75f, true);

    private long calls;
    private long bytes;
    private long lent;
    private long hits;

    /** A cache of at most so many bytes that keeps what two candidates have; 0 keeps nothing. */
    public PrefixCache(long capacity) {
        this(capacity, false, REMEMBERED);
    }

    /** A cache that keeps what one candidate has, too, as long as nothing else must go for it. */
    public static PrefixCache keepingAtOnce(long capacity) {
        return new PrefixCache(capacity, true, REMEMBERED);
    }

    /**
     * As the others.
     *
     * @param remembered how many prefixes it knows, whether or not anything is kept of them
     */
    PrefixCache(long capacity, boolean atOnce, int remembered) {
        this.capacity = capacity;
        this.atOnce = atOnce;
        this.index = new PrefixIndex(remembered);
    }

    /** Values after the first steps, for as long as it is open, whoever owns them. */
    public final class Kept implements AutoCloseable {

        private final StepOutcome outcome;
        private final Optional<Kept> context;
        private final Map<String, Value> values;
        private final long size;
        private int users = 1;
        private boolean cached;
        private boolean counted;

        private Kept(StepOutcome outcome, Optional<Kept> context) {
            this.outcome = outcome;
            this.context = context;
            this.values = new HashMap<>();
            context.ifPresent(below -> values.putAll(below.values));
            values.putAll(outcome.passedOn());
            this.size = outcome.passedOn().values().stream().mapToLong(Value::bytes).sum();
            context.ifPresent(below -> below.users++);
        }

        /** By name in the model, those of the context among them; read only. */
        public Map<String, Value> values() {
            return values;
        }

        /**
         * What later steps take besides what they pass to each other: this, or what it is after.
         */
        public Kept context() {
            return context.orElse(this);
        }

        @Override
        public void close() {
            synchronized (PrefixCache.this) {
                users--;
                closeUnused();
            }
        }

        /** How many bytes more are counted once this is kept, which holds its context open. */
        private long uncounted() {
            return (counted ? 0 : size) + context.map(Kept::uncounted).orElse(0L);
        }

        private void count() {
            bytes += counted ? 0 : size;
            counted = true;
            context.ifPresent(Kept::count);
        }

        private void leave() {
            cached = false;
            closeUnused();
        }

        private void closeUnused() {
            if (users == 0 && !cached) {
                outcome.close();
                bytes -= counted ? size : 0;
                context.ifPresent(Kept::close);
            }
        }
    }

    /** A number for a call that scores some candidates, larger than those before. */
    public synchronized long newCall() {
        return ++calls;
    }

    /**
     * A candidate with these first steps has come.
     *
     * @param steps what each of them computes: equal steps give the same bits for the same inputs
     * @return the prefix that ends with each step
     */
    public synchronized List<Prefix> sighted(List<?> steps, long call) {
        List<Prefix> prefixes = index.of(steps);
        prefixes.forEach(prefix -> prefix.sighted(call));
        prefixes.reversed().forEach(prefix -> holding.get(prefix.number));
        Optional<Prefix> forgotten = index.forgotten();
        while (forgotten.isPresent()) {
            release(forgotten.get());
            forgotten = index.forgotten();
        }
        return prefixes;
    }

    /**
     * What is kept for a batch; the caller closes it.
     *
     * @param values the names of what the steps pass on
     */
    public synchronized Optional<Kept> find(Prefix prefix, Batch batch, Set<String> values) {
        Kept found = prefix.kept.get(new Prefix.Slot(batch, values));
        if (found != null) {
            found.users++;
            hits++;
        }
        return Optional.ofNullable(found);
    }

    /**
     * Takes values over, to be kept where that pays; the caller closes them.
     *
     * @param prefix empty where nobody else can have these values
     * @param context what stays open as long as these values do
     */
    public synchronized Kept keep(
            Optional<Prefix> prefix, Batch batch, StepOutcome outcome, Optional<Kept> context) {
        var values = new Kept(outcome, context);
        prefix.ifPresent(known -> keep(known, batch, values));
        return values;
    }

    private void keep(Prefix prefix, Batch batch, Kept values) {
        var slot = new Prefix.Slot(batch, values.outcome.passedOn().keySet());
        if (!prefix.kept.containsKey(slot) && mayStay(prefix, values.uncounted())) {
            values.cached = true;
            values.count();
            prefix.kept.put(slot, values);
            holding.put(prefix.number, prefix);
        }
    }

    private boolean mayStay(Prefix prefix, long needed) {
        if (prefix.isShared()) {
            makeRoom(needed, oldest -> oldest.isOlderThan(prefix));
            return hasRoom(needed);
        }
        return atOnce && hasRoom(needed);
    }

    private boolean hasRoom(long needed) {
        return bytes + lent + needed <= capacity;
    }

    /** Frees values from the least recently used prefix on, as long as that may leave. */
    private void makeRoom(long needed, Predicate<Prefix> mayLeave) {
        boolean freed = true;
        while (freed && !hasRoom(needed)) {
            freed = freedOldest(mayLeave);
        }
    }

    private boolean freedOldest(Predicate<Prefix> mayLeave) {
        for (Prefix prefix : holding.values()) {
            if (!mayLeave.test(prefix)) {
                return false;
            }
            if (prefix.kept.values().stream().anyMatch(values -> values.users == 0)) {
                releaseUnused(prefix);
                return true;
            }
        }
        return false;
    }

    private void releaseUnused(Prefix prefix) {
        List<Kept> unused =
                prefix.kept.values().stream().filter(values -> values.users == 0).toList();
        prefix.kept.values().removeAll(unused);
        if (prefix.kept.isEmpty()) {
            holding.remove(prefix.number);
        }
        unused.forEach(Kept::leave);
    }

    private void release(Prefix prefix) {
        holding.remove(prefix.number);
        prefix.kept.values().forEach(Kept::leave);
        prefix.kept.clear();
    }

    /**
     * Lends room for values that are not kept, such as those that wait for their next use.
     *
     * @return how many bytes, at most those that were asked for; to be given back
     */
    public synchronized long lend(long wanted) {
        makeRoom(wanted, _ -> true);
        long granted = Math.clamp(capacity - bytes - lent, 0, wanted);
        lent += granted;
        return granted;
    }

    /** Takes back room that was lent. */
    public synchronized void giveBack(long granted) {
        lent -= granted;
    }

    /** How often values were found. */
    public synchronized long hits() {
        return hits;
    }

    /** How much is kept, what kept values come after included. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Frees everything; nothing may be in use. */
    @Override
    public synchronized void close() {
        List.copyOf(holding.values()).forEach(this::release);
    }
}
