package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.RunOutcome;
import dev.merganser.results.RunFolder;
import dev.merganser.results.front.FrontDocument;
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
        RunSummary summary = outcome.summary();
        table(summary.front());
        summary.verdicts().stream().map(Verdict::sentence).forEach(out::println);
        counts(summary);
        speed(summary);
        places(outcome);
    }

    private void table(FrontDocument front) {
        out.print(FrontTable.text(front, MEMBERS));
        out.printf(
                Locale.ROOT,
                "%d of the front's %d members are shown, chosen on search. ↓ lower is better, ↑ higher;"
                        + " 95 %% intervals.%n%n",
                Math.min(MEMBERS, front.points().size()),
                front.points().size());
    }

    private void counts(RunSummary summary) {
        out.printf(
                Locale.ROOT,
                "%n%d evaluations, %d failed; %d more proposals repeated an earlier recipe.%n",
                summary.counts().evaluations(),
                summary.counts().failures(),
                summary.counts().hits());
    }

    private void speed(RunSummary summary) {
        if (!summary.facts().isEmpty()) {
            out.println(
                    String.join(
                            ", ",
                            summary.facts().stream()
                                    .map(fact -> fact.name() + " " + fact.value())
                                    .toList()));
        }
    }

    private void places(RunOutcome outcome) {
        RunFolder folder = outcome.folder();
        switch (outcome.end()) {
            case COMPLETE -> {}
            case INTERRUPTED -> out.println("Stopped. Go on: merganser resume " + folder.root());
            case ALREADY_DONE ->
                    out.printf(
                            "The run is finished. Extend it: merganser resume %s --evaluations N%n",
                            folder.root());
        }
        out.println("Report: " + folder.report());
        out.println("Recipes of the front: " + folder.recipes());
        out.flush();
    }
}
