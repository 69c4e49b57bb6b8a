package dev.merganser.optimizer.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells a search to stop: asked from outside (Ctrl-C), or because its time is over. Thread-safe.
 */
public final class StopSignal {

    private final AtomicBoolean interrupted = new AtomicBoolean();
    private volatile Optional<Instant> deadline = Optional.empty();

    /** Asks the search to stop at the next candidate. */
    public void interrupt() {
        interrupted.set(true);
    }

    /** Stops the search so long from now; empty means no limit. */
    void stopAfter(Optional<Duration> time) {
        deadline = time.map(Instant.now()::plus);
    }

    /** Seconds until the time is over; empty where there is no limit. */
    OptionalDouble secondsLeft() {
        return deadline.map(end -> Duration.between(Instant.now(), end).toMillis() / 1e3)
                .map(OptionalDouble::of)
                .orElseGet(OptionalDouble::empty);
    }

    /** Whether the user asked to stop. */
    boolean interrupted() {
        return interrupted.get();
    }

    /** Why the search must stop now, if it must. */
    Optional<StopReason> reason() {
        if (interrupted.get()) {
            return Optional.of(StopReason.INTERRUPTED);
        }
        return deadline.filter(end -> !Instant.now().isBefore(end)).map(_ -> StopReason.TIME);
    }
}
