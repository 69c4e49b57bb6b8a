package dev.merganser.results.journal;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.results.file.Crc32c;
import dev.merganser.results.file.Fields;
import dev.merganser.results.file.ObjectiveFields;
import dev.merganser.results.journal.Event.Baseline;
import dev.merganser.results.journal.Event.Failed;
import dev.merganser.results.journal.Event.Fit;
import dev.merganser.results.journal.Event.Front;
import dev.merganser.results.journal.Event.Kept;
import dev.merganser.results.journal.Event.Proposed;
import dev.merganser.results.journal.Event.Reference;
import dev.merganser.results.journal.Event.RunStarted;
import dev.merganser.results.journal.Event.Scored;
import dev.merganser.results.journal.Event.Step;
import dev.merganser.results.journal.Event.Stopped;
import dev.merganser.results.score.ScoreSlice;
import dev.merganser.results.step.GradientSlice;
import dev.merganser.results.step.StepKind;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.LayerCalls;
import dev.merganser.results.value.SplitKeys;
import dev.merganser.results.value.Surrogate;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Journal lines as events; {@link EventWriter} is the way back. */
final class EventReader {
    private static final byte[] CRC_KEY = EventWriter.CRC_KEY.getBytes(StandardCharsets.UTF_8);
    private static final int CRC_DIGITS = 8;

    /** Bytes behind the body: {@code ,"crc":"xxxxxxxx"}} with its brace. */
    private static final int TAIL = CRC_KEY.length + CRC_DIGITS + 2;

    private EventReader() {}

    /** Whether a line, without its line feed, ends with the checksum of what stands before. */
    static boolean whole(byte[] line) {
        int body = line.length - TAIL;
        return body > 0
                && Arrays.mismatch(line, body, body + CRC_KEY.length, CRC_KEY, 0, CRC_KEY.length)
                        < 0
                && new String(line, body, TAIL, StandardCharsets.UTF_8)
                        .equals(tail(Crc32c.of(line, 0, body)));
    }

    /** Whether a line goes on where a whole one and its line feed should have ended. */
    static boolean startsWithWholeLine(byte[] line) {
        for (int end = TAIL + 1; end < line.length - 1; end++) {
            if (line[end - TAIL] == ',' && whole(Arrays.copyOf(line, end))) {
                return true;
            }
        }
        return false;
    }

    private static String tail(String crc) {
        return EventWriter.CRC_KEY + crc + "\"}";
    }

    /** The event of a whole line; {@link BadDataException} where it is none that we know. */
    static Event event(byte[] line) {
        Fields fields = Fields.parse("the event", new String(line, StandardCharsets.UTF_8));
        String name = fields.text("event");
        try {
            return event(name, fields.named("event '" + name + "'"));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new BadDataException("Event '" + name + "' is wrong: " + e.getMessage(), e);
        }
    }

    private static Event event(String name, Fields fields) {
        return switch (name) {
            case "run" -> run(fields);
            case "baseline" -> baseline(fields);
            case "kept" -> new Kept(fields.textList("experts"), fields.count("of"));
            case "proposed" -> proposed(fields);
            case "scored" -> scored(fields);
            case "failed" -> failed(fields);
            case "step" -> step(fields);
            case "fit" -> fit(fields);
            case "front" -> new Front(fields.counts("candidates"), fields.number("hypervolume"));
            case "reference" -> new Reference(fields.numbers("point"), fields.numbers("ranges"));
            case "stopped" -> new Stopped(fields.text("why"), fields.numbers("facts"), at(fields));
            default ->
                    throw new BadDataException(
                            "Event '" + name + "' is not known. Maybe a newer Merganser wrote it.");
        };
    }

    private static RunStarted run(Fields fields) {
        fields.requireFormat(EventWriter.FORMAT, EventWriter.VERSION);
        return new RunStarted(
                fields.text("name"),
                fields.whole("seed"),
                ObjectiveFields.read(fields, "objectives"),
                ObjectiveFields.read(fields, "measures"),
                fields.texts("settings"),
                at(fields));
    }

    private static Baseline baseline(Fields fields) {
        return new Baseline(candidate(fields), fields.text("name"), fields.text("recipe"));
    }

    private static Proposed proposed(Fields fields) {
        return new Proposed(
                candidate(fields),
                fields.text("recipe"),
                fields.counts("parents"),
                fields.text("origin"),
                fields.counts("against"));
    }

    private static Scored scored(Fields fields) {
        return new Scored(
                candidate(fields),
                fields.text("split"),
                fields.count("items"),
                fields.number("fidelity"),
                fields.numbers("objectives"),
                fields.numbers("measures"),
                slices(fields.object("scores")),
                from(fields),
                layerCalls(fields),
                fields.whole("millis"),
                at(fields));
    }

    private static Optional<CandidateId> from(Fields fields) {
        return fields.has("from")
                ? Optional.of(CandidateId.parse(fields.numberOrText("from")))
                : Optional.empty();
    }

    private static Optional<LayerCalls> layerCalls(Fields fields) {
        if (!fields.has("layerCalls")) {
            return Optional.empty();
        }
        Fields calls = fields.object("layerCalls");
        return Optional.of(new LayerCalls(calls.whole("done"), calls.whole("saved")));
    }

    private static Map<String, ScoreSlice> slices(Fields scores) {
        return scores.map(file -> slice(scores, file));
    }

    private static ScoreSlice slice(Fields scores, String file) {
        return slice("Scores '" + file + "'", scores.list(file), ScoreSlice::new);
    }

    /** Makes a slice of its three parts. */
    private interface SliceOf<T> {
        T of(long offset, int count, String crc);
    }

    private static <T> T slice(String what, List<?> parts, SliceOf<T> slice) {
        if (parts.size() == 3
                && parts.get(0) instanceof Number offset
                && parts.get(1) instanceof Integer count
                && parts.get(2) instanceof String crc) {
            return slice.of(offset.longValue(), count, crc);
        }
        throw new BadDataException(what + " must be [offset, count, crc], found " + parts);
    }

    private static Step step(Fields fields) {
        return new Step(
                fields.whole("number"),
                StepKind.of(fields.text("kind")),
                fields.whole("draw"),
                fields.text("point"),
                fields.has("total") ? fields.number("total") : Double.NaN,
                fields.numbers("tasks"),
                fields.whole("forwards"),
                fields.has("gradient")
                        ? Optional.of(
                                slice("A gradient", fields.list("gradient"), GradientSlice::new))
                        : Optional.empty(),
                fields.whole("millis"),
                at(fields));
    }

    private static Fit fit(Fields fields) {
        Fields surrogates = fields.object("surrogates");
        Fields promises = fields.object("promises");
        var byCandidate = new LinkedHashMap<Integer, Map<String, Double>>();
        promises.map(promises::numbers)
                .forEach((number, values) -> byCandidate.put(Integer.valueOf(number), values));
        return new Fit(
                fields.count("number"),
                fields.count("points"),
                surrogates.map(name -> surrogate(surrogates.object(name))),
                byCandidate);
    }

    private static Surrogate surrogate(Fields fields) {
        return new Surrogate(
                fields.text("warp"),
                fields.number("ridge"),
                fields.has("r2") ? OptionalDouble.of(fields.number("r2")) : OptionalDouble.empty());
    }

    private static Failed failed(Fields fields) {
        return new Failed(
                candidate(fields),
                fields.text("split", SplitKeys.SEARCH),
                fields.text("reason"),
                fields.whole("millis"),
                at(fields));
    }

    private static CandidateId candidate(Fields fields) {
        return CandidateId.parse(fields.numberOrText("candidate"));
    }

    private static Instant at(Fields fields) {
        return Instant.parse(fields.text("at"));
    }
}
