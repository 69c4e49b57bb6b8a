package dev.merganser.optimizer.command;

import dev.merganser.recipes.adapter.AdapterReport;
import dev.merganser.recipes.adapter.AdapterSettings;
import dev.merganser.recipes.error.WrongUseException;

import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code --lora-rank} and what belongs to it: the merge is written as an adapter of its base. */
final class AdapterOptions {

    private static final int MOST_NAMES = 5;

    /** What full rank keeps, but for rounding. */
    private static final double ALL = 1 - 1e-9;

    private static final int NOT_GIVEN = Integer.MIN_VALUE;

    @Option(
            names = "--lora-rank",
            paramLabel = "R",
            description = "Write a LoRA adapter of the base, of this rank, in place of the model.")
    private int rank = NOT_GIVEN;

    @Option(
            names = "--lora-skip-others",
            description =
                    "Leave embeddings and norms out of the adapter; else they are in it whole.")
    private boolean skipOthers;

    /** Whether an adapter is asked for. */
    boolean given() {
        if (rank != NOT_GIVEN && rank < 1) {
            throw new WrongUseException("--lora-rank must be at least 1, found " + rank + ".");
        }
        if (rank == NOT_GIVEN && skipOthers) {
            throw new WrongUseException("--lora-skip-others needs --lora-rank R; found none.");
        }
        return rank != NOT_GIVEN;
    }

    AdapterSettings settings() {
        return new AdapterSettings(rank, !skipOthers);
    }

    /** The complaint about an option that says how a full model is written. */
    static WrongUseException meaningless(String option) {
        return new WrongUseException(
                "--lora-rank writes an adapter in float32, for which %s means nothing; leave one of them out."
                        .formatted(option));
    }

    /** Says what an adapter keeps. */
    void print(AdapterReport report, Path out, Console console) {
        print(report, console.err());
        console.out().println(summary(report, out));
    }

    private static void print(AdapterReport report, PrintWriter err) {
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

    private String summary(AdapterReport report, Path out) {
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
