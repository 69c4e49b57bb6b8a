package dev.merganser.optimizer.command;

import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontPoint;
import dev.merganser.results.front.SplitValues;
import dev.merganser.results.value.Interval;
import dev.merganser.results.value.Objective;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Baselines and front as text: a table for each split, every value with its 95 % interval. */
final class FrontTable {

    private final FrontDocument front;
    private final List<Objective> quantities;

    private record Row(
            String name,
            Optional<SplitValues> search,
            Optional<SplitValues> validation,
            Optional<SplitValues> test) {}

    private FrontTable(FrontDocument front) {
        this.front = front;
        this.quantities =
                Stream.concat(front.objectives().stream(), front.measures().stream()).toList();
    }

    /** The baselines and so many members of the front, spread over it. */
    static String text(FrontDocument front, int members) {
        var table = new FrontTable(front);
        List<Row> rows = table.rows(members);
        String test = front.testSeen() ? "test (seen before the run was extended)" : "test";
        return table.split("search", rows, Row::search)
                + table.split("validation", rows, Row::validation)
                + table.split(test, rows, Row::test)
                + table.paths(members);
    }

    /** What runs after what, where members are paths of layers. */
    private String paths(int members) {
        String lines =
                spread(members).stream()
                        .flatMap(point -> path(point).stream())
                        .collect(Collectors.joining());
        return lines.isEmpty() ? "" : lines + "\n";
    }

    private static Optional<String> path(FrontPoint point) {
        return point.path().map(path -> "candidate %d: %s\n".formatted(point.candidate(), path));
    }

    private List<Row> rows(int members) {
        List<Row> rows = new ArrayList<>();
        front.baselines()
                .forEach(
                        b ->
                                rows.add(
                                        new Row(
                                                b.name(),
                                                Optional.of(b.search()),
                                                b.validation(),
                                                b.test())));
        spread(members)
                .forEach(
                        p ->
                                rows.add(
                                        new Row(
                                                "candidate " + p.candidate(),
                                                Optional.of(p.search()),
                                                p.validation(),
                                                p.test())));
        return rows;
    }

    /** The best in each objective, then members at even steps along the rising sum of costs. */
    private List<FrontPoint> spread(int members) {
        List<FrontPoint> rising =
                front.points().stream().sorted(Comparator.comparingDouble(this::sum)).toList();
        Set<FrontPoint> chosen = new LinkedHashSet<>();
        rising.stream().findFirst().ifPresent(chosen::add);
        front.objectives().forEach(objective -> best(objective).ifPresent(chosen::add));
        int steps = Math.max(1, members - chosen.size());
        for (int i = 0; i < rising.size() && chosen.size() < members; i++) {
            chosen.add(rising.get((int) ((long) i * rising.size() / steps % rising.size())));
        }
        rising.stream().limit(members).takeWhile(_ -> chosen.size() < members).forEach(chosen::add);
        return chosen.stream().sorted(Comparator.comparingInt(FrontPoint::candidate)).toList();
    }

    private Optional<FrontPoint> best(Objective objective) {
        return front.points().stream()
                .min(
                        Comparator.comparingDouble(
                                point -> objective.cost(point.search().value(objective.name()))));
    }

    private double sum(FrontPoint point) {
        return front.objectives().stream()
                .mapToDouble(objective -> objective.cost(point.search().value(objective.name())))
                .sum();
    }

    private String split(
            String title, List<Row> rows, Function<Row, Optional<SplitValues>> values) {
        List<List<String>> lines = new ArrayList<>();
        for (Row row : rows) {
            values.apply(row).ifPresent(reached -> lines.add(cells(row, reached)));
        }
        if (lines.isEmpty()) {
            return "";
        }
        lines.addFirst(headings(title));
        return TextTable.of(lines) + "\n";
    }

    private List<String> headings(String title) {
        List<String> headings = new ArrayList<>(List.of(title));
        quantities.forEach(quantity -> headings.add(heading(quantity)));
        return headings;
    }

    private List<String> cells(Row row, SplitValues reached) {
        List<String> cells = new ArrayList<>(List.of(row.name()));
        quantities.forEach(quantity -> cells.add(cell(reached, quantity)));
        return cells;
    }

    private static String heading(Objective quantity) {
        return quantity.name() + (quantity.direction().cost(1) > 0 ? " ↓" : " ↑");
    }

    private static String cell(SplitValues reached, Objective quantity) {
        String value = Digits.of(reached.value(quantity.name()));
        Interval interval = reached.interval().get(quantity.name());
        return interval == null
                ? value
                : value + " " + Digits.of(interval.low()) + "–" + Digits.of(interval.high());
    }
}
