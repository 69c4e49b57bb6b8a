package dev.merganser.optimizer.command;

import dev.merganser.recipes.adapter.AdapterReport;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an adapter of a rank keeps of a merge, as text for people. */
record AdapterPrinter(int rank, AdapterReport report) {

    private static final int MOST_NAMES = 5;

    /** What full rank keeps, but for rounding. */
    private static final double ALL = 1 - 1e-9;

    /** Says what the adapter keeps. */
    void print(Path out, Console console) {
        printOthers(console.err());
        console.out().println(summary(out));
    }

    private void printOthers(PrintWriter err) {
        if (!report.savedWhole().isEmpty()) {
            err.println(
                    "note: %d changed tensors are no linear weights and are whole in the adapter: %s."
                            .formatted(report.savedWhole().size(), names(report.savedWhole())));
        }
        if (!report.leftOut().isEmpty()) {
            err.println(
                    "warning: %d changed tensors are not in the adapter: %s."
                            .formatted(report.leftOut().size(), names(report.leftOut())));
        }
    }

    /** Those with the largest changes first. */
    private static String names(List<AdapterReport.Change> changes) {
        String first =
                changes.stream()
                        .sorted((one, other) -> Double.compare(other.relative(), one.relative()))
                        .limit(MOST_NAMES)
                        .map(
                                change ->
                                        "'"
                                                + change.tensor()
                                                + "' (by "
                                                + percent(change.relative())
                                                + ")")
                        .collect(Collectors.joining(", "));
        int more = changes.size() - MOST_NAMES;
        return more > 0 ? first + " and " + more + " more" : first;
    }

    private String summary(Path out) {
        String worst =
                report.worst()
                        .map(
                                share ->
                                        "; least of '%s': %s"
                                                .formatted(share.tensor(), kept(share.kept())))
                        .orElse("");
        return "%s: LoRA of rank %d for %d weights, keeps %s of the task vector's energy%s"
                .formatted(out, rank, report.modules(), kept(report.kept()), worst);
    }

    /** Rounded down, so that what is not whole does not look so. */
    static String kept(double share) {
        if (share > ALL) {
            return "100 %";
        }
        var digits = new MathContext(4, RoundingMode.DOWN);
        return BigDecimal.valueOf(100 * share).round(digits).toPlainString() + " %";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.4g %%", 100 * share);
    }
}
