package dev.merganser.results.journal;

import dev.merganser.results.journal.Event.RunStarted;
import dev.merganser.results.journal.Event.Scored;
import dev.merganser.results.step.GradientSlice;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a journal holds.
 *
 * @param events in file order; empty, or a {@link RunStarted} first
 * @param note what was dropped at the end, if something was
 * @param wholeBytes length of the whole lines; what lies behind was dropped
 */
public record Journal(List<Event> events, Optional<String> note, long wholeBytes) {

    public Journal {
        events = List.copyOf(events);
    }

    /** The first event; empty where the run was killed before it was written. */
    public Optional<RunStarted> run() {
        return events.isEmpty() ? Optional.empty() : Optional.of((RunStarted) events.getFirst());
    }

    /** For each scores file, the length in bytes that the events account for. */
    public Map<String, Long> scoreEnds() {
        var ends = new HashMap<String, Long>();
        for (Event event : events) {
            if (event instanceof Scored scored) {
                scored.scores().forEach((file, slice) -> ends.merge(file, slice.end(), Math::max));
            }
        }
        return ends;
    }

    /** The length in bytes of the gradients that the events account for. */
    public long gradientEnd() {
        return events.stream()
                .filter(Event.Step.class::isInstance)
                .map(Event.Step.class::cast)
                .flatMap(step -> step.gradient().stream())
                .mapToLong(GradientSlice::end)
                .max()
                .orElse(0);
    }
}
