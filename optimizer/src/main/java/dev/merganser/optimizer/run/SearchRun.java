package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.settings.BudgetSettings;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.settings.Overrides;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.file.WholeFile;
import dev.merganser.results.Manifest;
import dev.merganser.results.ProgressFile;
import dev.merganser.results.Report;
import dev.merganser.results.RunFolder;
import dev.merganser.results.journal.Event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A search from its settings to its files: begins a run, or goes on with one after a stop or a
 * kill. Blocks until the run ends; one run at a time for each folder.
 */
public final class SearchRun {

    private static final double LONGEST_BARE_LOOP_SECONDS = 1.0;
    private static final double BARE_LOOP_SECONDS_PER_EVALUATION = 0.0025;

    private final Workbench workbench;
    private final RunFolder folder;
    private final RunLog log;
    private final StopSignal signal;
    private final SearchListener listener;

    private SearchRun(
            Workbench workbench,
            RunFolder folder,
            RunLog log,
            StopSignal signal,
            SearchListener listener) {
        this.workbench = workbench;
        this.folder = folder;
        this.log = log;
        this.signal = signal;
        this.listener = listener;
    }

    /**
     * Begins a run.
     *
     * @param searchFile the file that the settings were read from; it is copied into the folder
     * @param root the run folder, which must not hold anything
     * @param command the command line in words, for the manifest
     */
    public static RunOutcome start(
            SearchSettings settings,
            Path searchFile,
            Path root,
            List<String> command,
            StopSignal signal,
            SearchListener listener) {
        try (Workbench workbench = Workbench.open(settings)) {
            Path searchFolder = SearchFile.folderOf(searchFile);
            Manifest manifest = RunManifests.of(workbench, searchFolder, command);
            RunFolder folder = RunFolder.create(root);
            WholeFile.write(folder.searchFile(), text(searchFile));
            manifest.write(folder.manifest());
            try (RunLog log = RunLog.create(folder.journal(), folder.scores())) {
                log.record(begun(workbench));
                return run(workbench, folder, log, signal, listener);
            }
        }
    }

    /** Goes on with a run; a larger number of evaluations extends a finished one. */
    public static RunOutcome resume(
            Path root, Overrides overrides, StopSignal signal, SearchListener listener) {
        RunFolder folder = RunFolder.open(root);
        Manifest manifest = Manifest.read(folder.manifest());
        RunInputs.requireUnchanged(manifest);
        SearchSettings settings = new RecordedSettings(manifest).of(folder).with(overrides);
        ResumeRules.requireUnchanged(manifest, settings);
        try (Workbench workbench = Workbench.open(settings);
                RunLog log = RunLog.resume(folder.journal(), folder.scores())) {
            ResumeRules.requireSameBlocks(manifest, workbench);
            log.note().ifPresent(listener::warning);
            if (log.state().run().isEmpty()) {
                log.record(begun(workbench));
            }
            extend(folder, manifest, log, settings.budget().evaluations());
            return run(workbench, folder, log, signal, listener);
        }
    }

    /** Notes a new total, unless the run has had more than that already. */
    private static void extend(RunFolder folder, Manifest manifest, RunLog log, int evaluations) {
        var recorded = new RecordedSettings(manifest);
        if (evaluations != recorded.evaluations() && evaluations > log.state().evaluations()) {
            recorded.extended(evaluations).write(folder.manifest());
        }
    }

    private static Event.RunStarted begun(Workbench workbench) {
        SearchSettings settings = workbench.settings();
        return new Event.RunStarted(
                settings.name(),
                settings.algorithm().seed(),
                workbench.quantities().objectives(),
                workbench.quantities().measures(),
                new TreeMap<>(
                        Map.of(
                                "algorithm", settings.algorithm().algorithm(),
                                "lag", String.valueOf(settings.algorithm().lag()))),
                Instant.now());
    }

    private static RunOutcome run(
            Workbench workbench,
            RunFolder folder,
            RunLog log,
            StopSignal signal,
            SearchListener listener) {
        try (var runLog = new LoggingListener(folder.log(), listener)) {
            return new SearchRun(workbench, folder, log, signal, runLog).run();
        }
    }

    private RunOutcome run() {
        if (isFinished()) {
            return outcome(RunOutcome.End.ALREADY_DONE);
        }
        BudgetSettings budget = workbench.settings().budget();
        workbench.warnings().forEach(listener::warning);
        signal.stopAfter(budget.time());
        var files = new RunFiles(folder, log, this::modelPath);
        try (ScoringPool pool = workbench.pool(signal::interrupted);
                ProgressFile progress =
                        ProgressFile.open(folder.progress(), log.state().evaluations())) {
            var throughput = new Throughput(this::bareItemsPerSecond);
            var recorder = new ProgressRecorder(progress, listener);
            var scoring = new Scoring(log, pool, workbench.quantities());
            StopReason reason =
                    experts(scoring, recorder)
                            .map(
                                    experts ->
                                            new SearchEngine(
                                                            plan(experts),
                                                            workbench.lossMeter(),
                                                            scoring,
                                                            signal,
                                                            recorder,
                                                            throughput,
                                                            files::frontIfDue)
                                                    .run())
                            .orElse(StopReason.INTERRUPTED);
            log.record(
                    new Event.Stopped(
                            reason.key(),
                            throughput.speed(workbench.items(Split.SEARCH)).facts(),
                            Instant.now()));
            files.finish();
            return outcome(reason.isFinal() ? RunOutcome.End.COMPLETE : RunOutcome.End.INTERRUPTED);
        }
    }

    /** The experts that are merged; empty where the signal came before they were known. */
    private Optional<List<String>> experts(Scoring scoring, SearchListener follower) {
        ModelSettings models = workbench.settings().models();
        return models.keep().isEmpty()
                ? Optional.of(models.aliases())
                : new Preselection(models.aliases(), models.merged(), scoring, follower::phase)
                        .run(signal);
    }

    private double bareItemsPerSecond() {
        return workbench.instruments().bareItemsPerSecond(bareSeconds());
    }

    /** A long search is measured well; a short one is not held up. */
    private double bareSeconds() {
        return Math.min(
                LONGEST_BARE_LOOP_SECONDS,
                BARE_LOOP_SECONDS_PER_EVALUATION * workbench.settings().budget().evaluations());
    }

    private RunOutcome outcome(RunOutcome.End end) {
        Optional<Speed> speed = log.state().stopped().flatMap(stop -> Speed.of(stop.facts()));
        return new RunOutcome(folder, end, Report.write(folder), speed);
    }

    /**
     * Whether nothing is left to do: stopped for good, with this budget or a larger one, or by an
     * algorithm to which a larger budget is of no use.
     */
    private boolean isFinished() {
        return log.state()
                .stopped()
                .filter(stop -> !stop.why().equals(StopReason.INTERRUPTED.key()))
                .filter(stop -> isConverged(stop) || isSpent())
                .isPresent();
    }

    private static boolean isConverged(Event.Stopped stop) {
        return stop.why().equals(StopReason.CONVERGED.key());
    }

    private boolean isSpent() {
        return log.state().evaluations() >= workbench.settings().budget().evaluations();
    }

    private SearchPlan plan(List<String> experts) {
        SearchSettings settings = workbench.settings();
        return new SearchPlan(
                settings.constraints(),
                workbench.genome(experts),
                workbench.algorithm(),
                new BaselineRecipes(
                        ModelSettings.BASE,
                        experts,
                        settings.models().aliases(),
                        workbench.baselines()),
                workbench.starts(),
                settings.budget().evaluations(),
                workbench.closingSplits());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Absolute path of a model's alias. */
    private String modelPath(String alias) {
        Path path = workbench.settings().models().paths().get(alias);
        return path == null ? alias : path.toAbsolutePath().normalize().toString();
    }
}
