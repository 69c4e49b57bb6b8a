package dev.merganser.optimizer.survey;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.run.Quantities;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Estimate;
import dev.merganser.results.value.Objective;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results of a survey as a Markdown page. */
final class SurveyPage {

    private static final List<Split> CLOSING = List.of(Split.VALIDATION, Split.TEST);

    private final SurveyResult result;
    private final List<String> metrics;
    private final List<Split> splits;

    private SurveyPage(SurveyResult result) {
        this.result = result;
        Quantities quantities = result.quantities();
        this.metrics = quantities.all().stream().map(Objective::metric).distinct().toList();
        this.splits =
                CLOSING.stream()
                        .filter(
                                split ->
                                        result.singles().stream()
                                                .allMatch(
                                                        entry ->
                                                                entry.atDefault()
                                                                        .scores()
                                                                        .containsKey(split)))
                        .toList();
    }

    /**
     * The page.
     *
     * @param command the command line that made it
     */
    static String of(SurveyResult result, String command) {
        return new SurveyPage(result).text(command);
    }

    private String text(String command) {
        return Stream.of(
                        introduction(command),
                        section("Base and experts alone", "", result.singles(), Entry::atDefault),
                        section(
                                "At the defaults",
                                "Parameters that have no default are shown.",
                                result.entries(),
                                Entry::atDefault),
                        section(
                                "At the best of a scan",
                                "*Tried*: points of the scan, the default not counted; those that failed in brackets.",
                                result.entries().stream()
                                        .filter(entry -> entry.best().isPresent())
                                        .toList(),
                                entry -> entry.best().orElseThrow()),
                        failures(),
                        absent(),
                        scans())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private String introduction(String command) {
        return """
               <!-- Written by merganser survey; do not edit. -->
               # Merge methods compared

               Every merge method on one family of models, at its defaults and at the best of a small scan. Written by

               ```sh
               %s
               ```

               - Models: %s, and tasks: %s. Items: %s.
               - The scan varies one parameter after the other, the others at the best so far, and keeps the point with the lowest sum of %s on *search*, each scaled by its range over base and experts. Validation and test play no part in it.
               - Brackets hold 95 %% intervals over items (of a mean over tasks by the normal approximation, the tasks being fixed). Scores of different rows come from the same items, so differences are surer than the brackets look.
               - A method that takes fewer models takes part with each selection of the experts. One that rebuilds a single model takes part with each, named after it, and is scored on all tasks like the rest, though it is meant for that model's task alone.
               - Seconds: one thread, all tensors merged in memory, the shortest of three (of one where it takes longer than a second).
               - Rows are in the order of the mean %s on %s. What does badly is shown like the rest; what failed or could not take part stands below the tables with its reason.
               """
                .formatted(
                        command,
                        result.singles().stream()
                                .map(Entry::name)
                                .collect(Collectors.joining(", ")),
                        result.quantities().all().stream()
                                .map(Objective::task)
                                .distinct()
                                .collect(Collectors.joining(", ")),
                        result.items(),
                        result.quantities().objectives().stream()
                                .map(Objective::name)
                                .collect(Collectors.joining(", ")),
                        metrics.getFirst(),
                        splits.isEmpty() ? Split.SEARCH.key() : splits.getFirst().key());
    }

    /** One of the contributions of an entry. */
    @FunctionalInterface
    private interface Choice {
        Contribution of(Entry entry);
    }

    private String section(String title, String words, List<Entry> entries, Choice choice) {
        List<Entry> scored =
                entries.stream()
                        .filter(entry -> choice.of(entry).failure().isEmpty())
                        .sorted(Comparator.comparingDouble(entry -> rank(choice.of(entry))))
                        .toList();
        boolean isScan = title.contains("scan");
        var text = new StringBuilder("## " + title + "\n\n");
        if (!words.isEmpty()) {
            text.append(words).append("\n\n");
        }
        text.append(header(isScan));
        scored.forEach(entry -> text.append(row(entry, choice.of(entry), isScan)));
        return text.toString();
    }

    private double rank(Contribution contribution) {
        Split split = splits.isEmpty() ? Split.SEARCH : splits.getFirst();
        boolean higher = result.quantities().all().getFirst().direction() == Direction.MAXIMIZE;
        double mean = mean(contribution, split, metrics.getFirst()).value();
        return higher ? -mean : mean;
    }

    private static Estimate mean(Contribution contribution, Split split, String metric) {
        return Optional.ofNullable(contribution.scores().get(split)).orElseThrow().mean(metric);
    }

    private String header(boolean isScan) {
        List<String> columns = new ArrayList<>(List.of("Method", "Parameters"));
        columns.add("search " + metrics.getFirst());
        for (Split split : splits) {
            metrics.forEach(metric -> columns.add(split.key() + " " + metric));
        }
        columns.add(lastSplit().key() + " " + metrics.getLast() + " by task");
        columns.add("Seconds");
        if (isScan) {
            columns.add("Tried");
        }
        return line(columns) + line(columns.stream().map(_ -> "---").toList());
    }

    private Split lastSplit() {
        return splits.isEmpty() ? Split.SEARCH : splits.getLast();
    }

    private String row(Entry entry, Contribution contribution, boolean isScan) {
        List<String> cells = new ArrayList<>();
        cells.add(entry.name());
        cells.add(Settings.words(contribution.recipe()));
        cells.add(number(mean(contribution, Split.SEARCH, metrics.getFirst()).value()));
        for (Split split : splits) {
            metrics.forEach(metric -> cells.add(shown(mean(contribution, split, metric))));
        }
        cells.add(byTask(contribution));
        cells.add(String.format(Locale.ROOT, "%.3f", contribution.seconds()));
        if (isScan) {
            cells.add(
                    entry.failed() == 0
                            ? String.valueOf(entry.tried())
                            : "%d (%d)".formatted(entry.tried(), entry.failed()));
        }
        return line(cells);
    }

    private String byTask(Contribution contribution) {
        Scores scores = Optional.ofNullable(contribution.scores().get(lastSplit())).orElseThrow();
        return result.quantities().all().stream()
                .filter(quantity -> quantity.metric().equals(metrics.getLast()))
                .map(quantity -> scores.values().get(quantity.name()))
                .map(estimate -> estimate == null ? "" : number(estimate.value()))
                .collect(Collectors.joining(" / "));
    }

    private String failures() {
        List<String> lines = new ArrayList<>();
        for (Entry entry : result.entries()) {
            entry.atDefault()
                    .failure()
                    .ifPresent(
                            reason ->
                                    lines.add(
                                            "- %s at its defaults: %s"
                                                    .formatted(entry.name(), reason)));
            entry.failures()
                    .forEach(
                            reason ->
                                    lines.add(
                                            "- %s in its scan: %s"
                                                    .formatted(entry.name(), reason)));
        }
        return lines.isEmpty() ? "" : "## Failed\n\n" + String.join("\n", lines) + "\n";
    }

    private String absent() {
        return result.absent().isEmpty()
                ? ""
                : result.absent().stream()
                        .map(one -> "- %s: %s.\n".formatted(one.name(), one.reason()))
                        .collect(Collectors.joining("", "## Not run\n\n", ""));
    }

    private String scans() {
        return result.entries().stream()
                .map(
                        entry ->
                                "- %s: %s\n"
                                        .formatted(
                                                entry.name(),
                                                entry.scanned().isEmpty()
                                                        ? "nothing to scan"
                                                        : String.join("; ", entry.scanned())))
                .collect(
                        Collectors.joining(
                                "",
                                "## What was tried\n\nBeside the default, in this order:\n\n",
                                ""));
    }

    private static String shown(Estimate estimate) {
        return "%s [%s, %s]"
                .formatted(
                        number(estimate.value()),
                        number(estimate.interval().low()),
                        number(estimate.interval().high()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
