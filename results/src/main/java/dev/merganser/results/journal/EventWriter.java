package dev.merganser.results.journal;

import dev.merganser.results.file.Crc32c;
import dev.merganser.results.file.JsonText;
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
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.LayerCalls;
import dev.merganser.results.value.Surrogate;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events as journal lines; {@link EventReader} is the way back. */
final class EventWriter {
    static final String FORMAT = "merganser-journal";
    static final int VERSION = 1;
    static final String CRC_KEY = ",\"crc\":\"";

    private EventWriter() {}

    /** The line of an event in UTF-8, line feed included. */
    static byte[] line(Event event) {
        String object = JsonText.line(fields(event));
        String body = object.substring(0, object.length() - 1);
        String crc = Crc32c.of(body.getBytes(StandardCharsets.UTF_8));
        return (body + CRC_KEY + crc + "\"}\n").getBytes(StandardCharsets.UTF_8);
    }

    static Map<String, Object> fields(Event event) {
        return switch (event) {
            case RunStarted run -> run(run);
            case Baseline baseline -> baseline(baseline);
            case Kept kept -> kept(kept);
            case Proposed proposed -> proposed(proposed);
            case Scored scored -> scored(scored);
            case Failed failed -> failed(failed);
            case Step step -> step(step);
            case Fit fit -> fit(fit);
            case Front front -> front(front);
            case Reference reference -> reference(reference);
            case Stopped stopped -> stopped(stopped);
        };
    }

    private static Map<String, Object> named(String event) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("event", event);
        return fields;
    }

    private static Map<String, Object> run(RunStarted run) {
        var fields = named("run");
        fields.put("format", FORMAT);
        fields.put("version", VERSION);
        fields.put("name", run.name());
        fields.put("seed", run.seed());
        fields.put("objectives", ObjectiveFields.of(run.objectives()));
        fields.put("measures", ObjectiveFields.of(run.measures()));
        fields.put("settings", run.settings());
        fields.put("at", run.at().toString());
        return fields;
    }

    private static Map<String, Object> baseline(Baseline baseline) {
        var fields = named("baseline");
        fields.put("candidate", id(baseline.candidate()));
        fields.put("name", baseline.name());
        fields.put("recipe", baseline.recipe());
        return fields;
    }

    private static Map<String, Object> kept(Kept kept) {
        var fields = named("kept");
        fields.put("experts", kept.experts());
        fields.put("of", kept.of());
        return fields;
    }

    private static Map<String, Object> proposed(Proposed proposed) {
        var fields = named("proposed");
        fields.put("candidate", id(proposed.candidate()));
        fields.put("recipe", proposed.recipe());
        fields.put("parents", proposed.parents());
        fields.put("origin", proposed.origin());
        fields.put("against", proposed.against());
        return fields;
    }

    private static Map<String, Object> scored(Scored scored) {
        var fields = named("scored");
        fields.put("candidate", id(scored.candidate()));
        fields.put("split", scored.split());
        fields.put("items", scored.items());
        fields.put("fidelity", scored.fidelity());
        fields.put("objectives", scored.objectives());
        fields.put("measures", scored.measures());
        fields.put("scores", slices(scored.scores()));
        scored.from().ifPresent(from -> fields.put("from", id(from)));
        scored.layerCalls().ifPresent(calls -> fields.put("layerCalls", layerCalls(calls)));
        fields.put("millis", scored.millis());
        fields.put("at", scored.at().toString());
        return fields;
    }

    private static Map<String, Object> layerCalls(LayerCalls calls) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("done", calls.done());
        fields.put("saved", calls.saved());
        return fields;
    }

    private static Map<String, Object> slices(Map<String, ScoreSlice> scores) {
        var fields = new LinkedHashMap<String, Object>();
        scores.forEach(
                (file, slice) ->
                        fields.put(file, List.of(slice.offset(), slice.count(), slice.crc())));
        return fields;
    }

    private static Map<String, Object> failed(Failed failed) {
        var fields = named("failed");
        fields.put("candidate", id(failed.candidate()));
        fields.put("split", failed.split());
        fields.put("reason", failed.reason());
        fields.put("millis", failed.millis());
        fields.put("at", failed.at().toString());
        return fields;
    }

    private static Map<String, Object> step(Step step) {
        var fields = named("step");
        fields.put("number", step.number());
        fields.put("kind", step.kind().key());
        fields.put("draw", step.draw());
        fields.put("point", step.point());
        if (step.isFinite()) { // JSON has no NaN
            fields.put("total", step.total());
        }
        fields.put("tasks", step.tasks());
        fields.put("forwards", step.forwards());
        step.gradient()
                .ifPresent(
                        slice ->
                                fields.put(
                                        "gradient",
                                        List.of(slice.offset(), slice.count(), slice.crc())));
        fields.put("millis", step.millis());
        fields.put("at", step.at().toString());
        return fields;
    }

    private static Map<String, Object> fit(Fit fit) {
        var surrogates = new LinkedHashMap<String, Object>();
        fit.surrogates().forEach((name, surrogate) -> surrogates.put(name, surrogate(surrogate)));
        var promises = new LinkedHashMap<String, Object>();
        fit.promises().forEach((number, values) -> promises.put(String.valueOf(number), values));
        var fields = named("fit");
        fields.put("number", fit.number());
        fields.put("points", fit.points());
        fields.put("surrogates", surrogates);
        fields.put("promises", promises);
        return fields;
    }

    private static Map<String, Object> surrogate(Surrogate surrogate) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("warp", surrogate.warp());
        fields.put("ridge", surrogate.ridge());
        surrogate.r2().ifPresent(r2 -> fields.put("r2", r2));
        return fields;
    }

    private static Map<String, Object> front(Front front) {
        var fields = named("front");
        fields.put("candidates", front.candidates());
        fields.put("hypervolume", front.hypervolume());
        return fields;
    }

    private static Map<String, Object> reference(Reference reference) {
        var fields = named("reference");
        fields.put("point", reference.point());
        fields.put("ranges", reference.ranges());
        return fields;
    }

    private static Map<String, Object> stopped(Stopped stopped) {
        var fields = named("stopped");
        fields.put("why", stopped.why());
        fields.put("facts", stopped.facts());
        fields.put("at", stopped.at().toString());
        return fields;
    }

    /** A number for a candidate, a text for a baseline. */
    private static Object id(CandidateId candidate) {
        return candidate.baseline() ? candidate.toString() : (Object) candidate.number();
    }
}
