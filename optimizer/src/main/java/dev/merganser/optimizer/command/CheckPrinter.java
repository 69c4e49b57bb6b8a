package dev.merganser.optimizer.command;

import dev.merganser.recipes.check.CheckReport;
import dev.merganser.recipes.check.MergeEstimate;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.Finding.Kind;
import dev.merganser.recipes.file.ByteCount;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a check found, as text for people. */
record CheckPrinter(Path file, CheckReport report) {

    private static final long MEMORY_STEP = 10_000_000;
    private static final int COUNTED_AT_A_GLANCE = 3;

    String text() {
        var text = new StringBuilder();
        report.findings().forEach(finding -> text.append(line(finding)).append('\n'));
        if (count("error") == 0) {
            report.estimate().ifPresent(estimate -> text.append(summary(estimate)));
        }
        if (count("error") == 0 || report.findings().size() > COUNTED_AT_A_GLANCE) {
            text.append(file).append(": ").append(verdict()).append('\n');
        }
        return text.toString();
    }

    private static String line(Finding finding) {
        return finding.label() + ": " + finding.message();
    }

    private String verdict() {
        String counts =
                List.of("error", "warning", "note").stream()
                        .filter(label -> count(label) > 0)
                        .map(label -> count(label) + " " + label + (count(label) > 1 ? "s" : ""))
                        .collect(Collectors.joining(", "));
        if (count("error") > 0) {
            return counts + ".";
        }
        String fine = count("warning") > 0 ? "no errors" : "nothing is wrong";
        return fine + (counts.isEmpty() ? "." : "; " + counts + ".");
    }

    long count(String label) {
        return report.findings().stream().filter(f -> f.label().equals(label)).count();
    }

    private String summary(MergeEstimate estimate) {
        List<List<String>> rows = new ArrayList<>();
        for (CheckReport.Model model : report.models()) {
            rows.add(
                    List.of(
                            rows.isEmpty() ? "models" : "",
                            model.reference(),
                            ByteCount.text(model.bytes()),
                            model.types().keySet().stream()
                                    .map(Enum::name)
                                    .collect(Collectors.joining(" + ")),
                            cosine(model)));
        }
        return TextTable.of(rows) + merged(estimate);
    }

    private String cosine(CheckReport.Model model) {
        return report.relations().stream()
                .filter(relation -> relation.model().equals(model.reference()))
                .filter(relation -> relation.kinship().cosine().isPresent())
                .map(
                        relation ->
                                String.format(
                                        Locale.ROOT,
                                        "cosine %.2f",
                                        relation.kinship().cosine().orElseThrow()))
                .findFirst()
                .orElse("");
    }

    private static String merged(MergeEstimate estimate) {
        return String.format(
                Locale.ROOT,
                "merged  %d tensors, %,d parameters, %s%ntakes   about %s and %s of memory; reads %s%s%n",
                estimate.tensors(),
                estimate.parameters(),
                ByteCount.text(estimate.outputBytes()),
                DurationWords.of(rounded(estimate.seconds())),
                ByteCount.text(roundedUp(estimate.memoryBytes())),
                ByteCount.text(estimate.inputBytes()),
                estimate.passes() == 1 ? "" : ", " + estimate.passes() + " times");
    }

    /** More digits than are known would only look exact. */
    private static double rounded(double seconds) {
        return seconds < 1 ? 1 : seconds;
    }

    private static long roundedUp(long bytes) {
        return (bytes / MEMORY_STEP + 1) * MEMORY_STEP;
    }

    /** The code that a command would end with. */
    int exitCode() {
        return report.findings().stream()
                .mapToInt(finding -> exitCode(finding.kind()))
                .max()
                .orElse(0);
    }

    static int exitCode(Kind kind) {
        return switch (kind) {
            case NOTE, WARNING -> 0;
            case BAD_DATA -> 1;
            case WRONG_USE -> 2;
        };
    }
}
