package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Weights in the memory of tensors, for all runners: each tensor is read once, by whoever needs it
 * first, and stays while someone uses it or there is room. Where room is short, the least recently
 * used go; but of what the asking call uses itself, the most recently used: a call takes all of it
 * in turn, batch by batch, and would else drive out each tensor before its next use. Safe for use
 * by many threads; owns the memory until closed.
 */
public final class WeightStore implements AutoCloseable {

    private final SessionFactory sessions;
    private final long capacity;

    /** By key, least recently used first. */
    private final LinkedHashMap<Object, Held> held = new LinkedHashMap<>(16, .75f, true);

    private long bytes;
    private long most;
    private long reads;

    /**
     * A store.
     *
     * @param capacity bytes; no less than what all users need at once
     */
    public WeightStore(SessionFactory sessions, long capacity) {
        this.sessions = sessions;
        this.capacity = capacity;
    }

    /** The memory of a tensor, which its first user fills; users and calls are the store's. */
    private static final class Held {
        private final Object key;
        private final long bytes;
        private final NamedFloats floats;
        private final CompletableFuture<Boolean> isRead = new CompletableFuture<>();
        private int users = 1;
        private long lastCall;

        Held(StoredWeight weight, long call, SessionFactory sessions) {
            key = weight.key();
            bytes = weight.bytes();
            floats = new NamedFloats(sessions);
            lastCall = call;
        }

        void read(StoredWeight weight) {
            boolean done = false;
            try {
                weight.source().read(weight.name(), floats.add(weight.name(), weight.shape()));
                done = true;
            } finally {
                isRead.complete(done);
            }
        }

        Value value() {
            return floats.values().values().iterator().next();
        }
    }

    /** Weights that stay where they are until it is closed. */
    public final class Lease implements AutoCloseable {

        private final List<Held> leased = new ArrayList<>();
        private final Map<String, Value> values = new HashMap<>();

        private Lease() {}

        private void add(String name, Held tensor) {
            leased.add(tensor);
            values.put(name, tensor.value());
        }

        /** By what they were asked as; read only. */
        public Map<String, Value> values() {
            return Collections.unmodifiableMap(values);
        }

        @Override
        public void close() {
            leased.forEach(WeightStore.this::release);
        }
    }

    /**
     * Weights to use now; the caller closes the lease before it asks for others.
     *
     * @param weights by any names
     * @param call the number of the call that scores some candidates
     */
    public Lease lease(Map<String, StoredWeight> weights, long call) {
        var lease = new Lease();
        try {
            weights.forEach((name, weight) -> lease.add(name, taken(weight, call)));
            return lease;
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    /** A tensor with its values; where another user cannot read them, this one's source may. */
    private Held taken(StoredWeight weight, long call) {
        while (true) {
            Optional<Held> known = known(weight.key(), call);
            if (known.isPresent()) {
                if (known.get().isRead.join()) {
                    return known.get();
                }
                release(known.get());
            } else {
                Optional<Held> read = claimed(weight, call).map(tensor -> read(tensor, weight));
                if (read.isPresent()) {
                    return read.get();
                }
            }
        }
    }

    private synchronized Optional<Held> known(Object key, long call) {
        Held known = held.get(key);
        if (known != null) {
            known.users++;
            known.lastCall = Math.max(known.lastCall, call);
        }
        return Optional.ofNullable(known);
    }

    /** A tensor that only the caller may fill; empty where another was quicker. */
    private synchronized Optional<Held> claimed(StoredWeight weight, long call) {
        if (held.containsKey(weight.key())) {
            return Optional.empty();
        }
        makeRoom(weight.bytes(), call);
        var tensor = new Held(weight, call, sessions);
        held.put(weight.key(), tensor);
        bytes += tensor.bytes;
        most = Math.max(most, bytes);
        reads++;
        return Optional.of(tensor);
    }

    private Held read(Held tensor, StoredWeight weight) {
        try {
            tensor.read(weight);
            return tensor;
        } catch (RuntimeException | Error e) {
            drop(tensor);
            throw e;
        }
    }

    private void makeRoom(long needed, long call) {
        Optional<Held> leaving = Optional.empty();
        do {
            leaving.ifPresent(this::drop);
            leaving = bytes + needed > capacity ? leaving(call) : Optional.empty();
        } while (leaving.isPresent());
    }

    private Optional<Held> leaving(long call) {
        return held.values().stream()
                .filter(tensor -> tensor.users == 0 && tensor.lastCall < call)
                .findFirst()
                .or(
                        () ->
                                held.sequencedValues().reversed().stream()
                                        .filter(tensor -> tensor.users == 0)
                                        .findFirst());
    }

    private synchronized void drop(Held tensor) {
        if (held.remove(tensor.key, tensor)) {
            bytes -= tensor.bytes;
            tensor.floats.close();
        }
    }

    private synchronized void release(Held tensor) {
        tensor.users--;
    }

    /** Frees tensors that nobody will ask for again; none of them may be in use. */
    public synchronized void forget(Collection<?> keys) {
        keys.stream().map(held::get).filter(Objects::nonNull).toList().forEach(this::drop);
    }

    /** How often values were read. */
    public synchronized long reads() {
        return reads;
    }

    /** How much is held. */
    public synchronized long bytes() {
        return bytes;
    }

    /** The most that was held at any time. */
    public synchronized long mostBytes() {
        return most;
    }

    /** Frees everything; nothing may be in use. */
    @Override
    public synchronized void close() {
        List.copyOf(held.values()).forEach(this::drop);
    }
}
