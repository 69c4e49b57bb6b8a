package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.results.FrontAssembler;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.JournalWriter;
import dev.merganser.results.score.ScoreFiles;
import dev.merganser.results.value.CandidateId;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The journal and the per-item scores of a run, and the state that follows from them. What is
 * recorded is on the disk before it counts. Used by one thread; owns the files until closed.
 */
final class RunLog implements AutoCloseable {

    private final JournalWriter journal;
    private final ScoreFiles scores;
    private final ProgramOutputs outputs;
    private final RunState state;
    private long items;

    private RunLog(JournalWriter journal, ScoreFiles scores, ProgramOutputs outputs) {
        this.journal = journal;
        this.scores = scores;
        this.outputs = outputs;
        this.state = RunState.replay(journal.replayed());
    }

    /** Begins the log of a new run. */
    static RunLog create(Path journal, Path scores) {
        return new RunLog(
                JournalWriter.create(journal),
                ScoreFiles.open(scores),
                ProgramOutputs.beside(journal));
    }

    /** Goes on with a run; scores that no event accounts for are dropped. */
    static RunLog resume(Path journal, Path scores) {
        JournalWriter writer = JournalWriter.resume(journal);
        ScoreFiles files = ScoreFiles.open(scores);
        try {
            files.truncate(writer.replayed().scoreEnds());
            return new RunLog(writer, files, ProgramOutputs.beside(journal));
        } catch (RuntimeException e) {
            writer.close();
            files.close();
            throw e;
        }
    }

    /** What is known so far; follows every record. */
    RunState state() {
        return state;
    }

    /** What was dropped at the end of the journal, if something was. */
    Optional<String> note() {
        return journal.replayed().note();
    }

    void record(Event event) {
        journal.append(event);
        state.apply(event);
    }

    /** Records a proposal; a resumed run must propose what it proposed before. */
    void propose(Event.Proposed proposal) {
        Optional<Event.Proposed> before = state.proposed(proposal.candidate());
        if (before.isEmpty()) {
            record(proposal);
        } else if (!before.get().equals(proposal)) {
            throw new BadDataException(
                    "Candidate %s must be proposed as the journal says, but this version proposes another recipe. Maybe the run was made by another version of Merganser, or its search.yml was changed."
                            .formatted(proposal.candidate()));
        }
    }

    /** Records what came of scoring a candidate. */
    void evaluated(CandidateId id, Split split, Evaluation evaluation, Quantities quantities) {
        switch (evaluation) {
            case Evaluation.Scored result -> record(scored(id, split, result, quantities));
            case Evaluation.Failed failed -> failed(id, split, failed);
            case Evaluation.Abandoned _ -> {} // it is proposed again when the run goes on
        }
    }

    private void failed(CandidateId id, Split split, Evaluation.Failed failed) {
        failed.output().ifPresent(output -> outputs.keep(id, split, output));
        record(new Event.Failed(id, split.key(), failed.reason(), failed.millis(), Instant.now()));
    }

    /** Keeps what a program printed that failed on a baseline, which ends the run. */
    void keepOutput(CandidateId id, Split split, Evaluation.Failed failed) {
        failed.output().ifPresent(output -> outputs.keep(id, split, output));
    }

    /** Items scored in this process. */
    long items() {
        return items;
    }

    private Event.Scored scored(
            CandidateId id, Split split, Evaluation.Scored result, Quantities quantities) {
        items += result.items();
        Map<String, float[]> items = new LinkedHashMap<>();
        for (Measure measure : quantities.measured()) {
            Optional.ofNullable(result.itemScores().get(measure))
                    .ifPresent(scored -> items.put(measure.key(), scored));
        }
        return new Event.Scored(
                id,
                split.key(),
                result.items(),
                1.0,
                quantities.objectiveValues(result.values()),
                quantities.measureValues(result.values()),
                scores.append(split.key(), items),
                Optional.empty(),
                result.layerCalls(),
                result.millis(),
                Instant.now());
    }

    /** Records that a candidate is the same as an earlier one, with that one's outcome. */
    void repeated(CandidateId id, CandidateId original) {
        Optional<Event.Scored> scored = state.scored(original, Split.SEARCH.key());
        record(scored.isPresent() ? repeat(id, scored.get()) : repeatFailure(id, original));
    }

    private static Event repeat(CandidateId id, Event.Scored original) {
        return new Event.Scored(
                id,
                original.split(),
                original.items(),
                original.fidelity(),
                original.objectives(),
                original.measures(),
                original.scores(),
                Optional.of(original.candidate()),
                0,
                Instant.now());
    }

    private Event repeatFailure(CandidateId id, CandidateId original) {
        Event.Failed failure = state.failed(original, Split.SEARCH.key()).orElseThrow();
        return new Event.Failed(id, failure.split(), failure.reason(), 0, Instant.now());
    }

    /** Puts the front together, with intervals. */
    FrontAssembler assembler() {
        return FrontAssembler.of(scores, state.run().map(Event.RunStarted::seed).orElse(0L));
    }

    @Override
    public void close() {
        try {
            scores.close();
        } finally {
            journal.close();
        }
    }
}
