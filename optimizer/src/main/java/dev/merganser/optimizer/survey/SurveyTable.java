package dev.merganser.optimizer.survey;

import dev.merganser.evaluators.task.Split;
import dev.merganser.results.value.Estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The results of a survey as CSV, in full precision. */
final class SurveyTable {

    private final List<String> names;

    private SurveyTable(List<String> names) {
        this.names = names;
    }

    /** A row for each entrant at its defaults and at the best of its scan. */
    static String of(SurveyResult result) {
        List<String> names =
                result.quantities().all().stream().map(quantity -> quantity.name()).toList();
        var table = new SurveyTable(names);
        var text = new StringBuilder(table.header());
        result.singles().forEach(entry -> text.append(table.rows("single", entry)));
        result.entries().forEach(entry -> text.append(table.rows("default", entry)));
        result.absent()
                .forEach(one -> text.append(line(List.of(one.name(), "absent", "", one.reason()))));
        return text.toString();
    }

    private String header() {
        List<String> columns =
                new ArrayList<>(
                        List.of(
                                "name",
                                "kind",
                                "parameters",
                                "failure",
                                "tried",
                                "failed",
                                "seconds"));
        for (Split split : Split.values()) {
            for (String name : names) {
                String column = split.key() + "." + name;
                columns.addAll(List.of(column, column + ".low", column + ".high"));
            }
        }
        return line(columns);
    }

    private String rows(String kind, Entry entry) {
        return row(kind, entry, entry.atDefault())
                + entry.best().map(best -> row("best", entry, best)).orElse("");
    }

    private String row(String kind, Entry entry, Contribution contribution) {
        List<String> cells = new ArrayList<>();
        cells.add(entry.name());
        cells.add(kind);
        cells.add(Settings.words(contribution.recipe()));
        cells.add(contribution.failure().orElse(""));
        cells.add(String.valueOf(entry.tried()));
        cells.add(String.valueOf(entry.failed()));
        cells.add(contribution.failure().isPresent() ? "" : String.valueOf(contribution.seconds()));
        for (Split split : Split.values()) {
            Optional<Scores> scores = Optional.ofNullable(contribution.scores().get(split));
            for (String name : names) {
                cells.addAll(
                        scores.map(found -> found.values().get(name))
                                .map(SurveyTable::cells)
                                .orElse(List.of("", "", "")));
            }
        }
        return line(cells);
    }

    private static List<String> cells(Estimate estimate) {
        return List.of(
                String.valueOf(estimate.value()),
                String.valueOf(estimate.interval().low()),
                String.valueOf(estimate.interval().high()));
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> "\"" + cell.replace("\"", "\"\"") + "\"")
                .collect(Collectors.joining(",", "", "\n"));
    }
}
