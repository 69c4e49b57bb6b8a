package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.results.FrontAssembler;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.JournalWriter;
import dev.merganser.results.score.ScoreFiles;
import dev.merganser.results.step.GradientFile;
import dev.merganser.results.step.GradientSlice;
import dev.merganser.results.value.CandidateId;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The journal and the per-item scores of a run, and the state that follows from them. What is
 * recorded is on the disk before it counts. Used by one thread; owns the files until closed.
 */
final class RunLog implements AutoCloseable {

    private static final long NANOS_BETWEEN_STEPS = 1_000_000_000L;

    private final JournalWriter journal;
    private final ScoreFiles scores;
    private final GradientFile gradients;
    private final ProgramOutputs outputs;
    private final RunState state;
    private final StepQueue unwritten = new StepQueue();
    private long stepsWritten = System.nanoTime();
    private long items;

    private RunLog(
            JournalWriter journal,
            ScoreFiles scores,
            GradientFile gradients,
            ProgramOutputs outputs) {
        this.journal = journal;
        this.scores = scores;
        this.gradients = gradients;
        this.outputs = outputs;
        this.state = RunState.replay(journal.replayed());
    }

    /** Begins the log of a new run. */
    static RunLog create(Path journal, Path scores) {
        return new RunLog(
                JournalWriter.create(journal),
                ScoreFiles.open(scores),
                gradients(journal),
                ProgramOutputs.beside(journal));
    }

    /** Goes on with a run; scores and gradients that no event accounts for are dropped. */
    static RunLog resume(Path journal, Path scores) {
        JournalWriter writer = JournalWriter.resume(journal);
        ScoreFiles files = ScoreFiles.open(scores);
        GradientFile gradients = gradients(journal);
        try {
            files.truncate(writer.replayed().scoreEnds());
            gradients.truncate(writer.replayed().gradientEnd());
            return new RunLog(writer, files, gradients, ProgramOutputs.beside(journal));
        } catch (RuntimeException e) {
            writer.close();
            files.close();
            gradients.close();
            throw e;
        }
    }

    private static GradientFile gradients(Path journal) {
        Path root = journal.toAbsolutePath().getParent();
        return GradientFile.open(new RunFolder(Objects.requireNonNull(root)).gradients());
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
        writeSteps();
        journal.append(event);
        state.apply(event);
    }

    /**
     * Records a step whose gradient, if it has one, was appended. Steps can be computed again, so
     * they reach the journal before the next other event, or a second later: forcing each alone
     * would cost more than some take.
     *
     * @param itemsRun how many items went forward for it
     */
    void step(Event.Step step, long itemsRun) {
        items += itemsRun;
        unwritten.add(step);
        state.apply(step);
        if (System.nanoTime() - stepsWritten > NANOS_BETWEEN_STEPS) {
            writeSteps();
            journal.force();
        }
    }

    /** Gradients are on the disk before the events that point to them. */
    private void writeSteps() {
        if (!unwritten.isEmpty()) {
            gradients.force();
            unwritten.drainTo(journal::append);
            stepsWritten = System.nanoTime();
        }
    }

    /** Keeps a gradient for the step that will name it. */
    GradientSlice append(List<Double> gradient) {
        return gradients.append(gradient);
    }

    /** The gradient of a step that has one. */
    List<Double> gradient(Event.Step step) {
        return gradients.read(step.gradient().orElseThrow());
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

    /** Items that went forward in this process, for candidates and for losses. */
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
        try (journal;
                gradients;
                scores) {
            writeSteps();
        }
    }
}
