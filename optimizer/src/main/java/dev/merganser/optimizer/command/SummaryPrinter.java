package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.RunOutcome;
import dev.merganser.optimizer.run.Speed;
import dev.merganser.results.RunFolder;
import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.report.FitHistory;
import dev.merganser.results.report.LossCurve;
import dev.merganser.results.report.RunSummary;
import dev.merganser.results.report.Verdict;

import java.io.PrintWriter;
import java.util.Locale;

/** What a search prints at its end: baselines, front, verdict, speed, and where everything is. */
final class SummaryPrinter {

    private static final int MEMBERS = 8;

    private final PrintWriter out;

    SummaryPrinter(PrintWriter out) {
        this.out = out;
    }

    void print(RunOutcome outcome) {
        if (outcome.end() == RunOutcome.End.ALREADY_DONE) {
            finished(outcome);
            return;
        }
        RunSummary summary = outcome.summary();
        table(summary.front());
        summary.verdicts().stream().map(Verdict::sentence).forEach(out::println);
        summary.sampledWords()
                .ifPresent(how -> out.println("Hypervolumes of the run are " + how + "."));
        counts(summary);
        outcome.speed().ifPresent(this::speed);
        places(outcome);
    }

    private void finished(RunOutcome outcome) {
        RunSummary summary = outcome.summary();
        out.printf(
                Locale.ROOT,
                "The run is finished, with %d evaluations. Look: merganser front %s. %s%n",
                summary.counts().evaluations(),
                outcome.folder().root(),
                outcome.converged()
                        ? "It converged: more evaluations would add nothing."
                        : "Extend it: merganser resume %s --evaluations N"
                                .formatted(outcome.folder().root()));
        out.flush();
    }

    private void table(FrontDocument front) {
        out.print(FrontTable.text(front, MEMBERS));
        int all = front.points().size();
        if (all > MEMBERS) {
            out.printf(Locale.ROOT, "%d of the front's %d members are shown. ", MEMBERS, all);
        }
        out.println("↓ lower is better, ↑ higher; each with its 95 % interval.");
        out.println();
    }

    private void counts(RunSummary summary) {
        RunSummary.Counts counts = summary.counts();
        out.printf(Locale.ROOT, "%n%,d evaluations", counts.evaluations());
        if (counts.failures() > 0) {
            out.printf(Locale.ROOT, ", %,d of them failed", counts.failures());
        }
        if (counts.hits() > 0) {
            out.printf(Locale.ROOT, "; %,d more proposals repeated a recipe", counts.hits());
        }
        out.println(".");
        counts.layerWords().ifPresent(words -> out.println(words + "."));
        summary.learned().map(LossCurve::words).ifPresent(out::println);
        summary.fits().map(FitHistory::words).ifPresent(out::println);
    }

    private void speed(Speed speed) {
        if (speed.itemsPerSecond() > 0 && speed.bareItemsPerSecond() == 0) {
            out.printf(
                    Locale.ROOT,
                    "%.3f candidates/s: %,.1f items/s.%n",
                    speed.candidatesPerSecond(),
                    speed.itemsPerSecond());
        } else if (speed.itemsPerSecond() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%.1f candidates/s: %,.0f items/s, %.0f %% of a bare loop over the same batches and sessions (%,.0f items/s).%n",
                    speed.candidatesPerSecond(),
                    speed.itemsPerSecond(),
                    100 * speed.share(),
                    speed.bareItemsPerSecond());
        }
    }

    private void places(RunOutcome outcome) {
        RunFolder folder = outcome.folder();
        if (outcome.end() == RunOutcome.End.INTERRUPTED) {
            out.println("Stopped. Go on: merganser resume " + folder.root());
        }
        out.println("Report: " + folder.report());
        if (!outcome.summary().front().points().isEmpty()) {
            out.println("Recipes of the front: " + folder.recipes());
        }
        out.flush();
    }
}
