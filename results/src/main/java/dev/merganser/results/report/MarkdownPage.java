package dev.merganser.results.report;

import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontPoint;
import dev.merganser.results.report.RunSummary.Row;
import dev.merganser.results.report.RunSummary.Section;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Interval;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.SplitKeys;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run found, as a page of Markdown: verdicts, values with intervals on every split, time.
 * Unlike the report it names no folder of the machine, so it may stand in a repository.
 */
public final class MarkdownPage {

    private final RunSummary run;
    private final FrontDocument front;
    private final List<Objective> quantities;
    private final List<String> splits;

    private MarkdownPage(RunSummary run) {
        this.run = run;
        this.front = run.front();
        this.quantities =
                Stream.concat(front.objectives().stream(), front.measures().stream()).toList();
        this.splits = SplitKeys.ALL.stream().filter(split -> !marks(split).isEmpty()).toList();
    }

    /**
     * The page.
     *
     * @param searchFile text of the search file
     */
    public static String of(RunSummary run, String searchFile) {
        return new MarkdownPage(run).text(searchFile);
    }

    private String text(String searchFile) {
        return Stream.of(
                        "<!-- Written by merganser report; do not edit. -->\n# %s: the front against the baselines\n"
                                .formatted(run.name()),
                        verdicts(),
                        facts(),
                        table("Baselines", "Baseline", false),
                        table("Front", "Candidate", true),
                        paths(),
                        gains(),
                        "## Search file\n\n```yaml\n%s\n```\n".formatted(searchFile.strip()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private String verdicts() {
        return Stream.of(SplitKeys.VALIDATION, SplitKeys.TEST)
                .flatMap(split -> run.verdict(split).stream())
                .map(verdict -> verdict.sentence() + "\n")
                .collect(Collectors.joining("\n"));
    }

    private String facts() {
        var lines = new ArrayList<String>();
        lines.add("Objectives: " + words(front.objectives()));
        if (!front.measures().isEmpty()) {
            lines.add("Measured besides: " + words(front.measures()));
        }
        lines.add(
                "%d evaluations (%d failed, %d repeats)%s"
                        .formatted(
                                run.counts().evaluations(),
                                run.counts().failures(),
                                run.counts().hits(),
                                time()));
        run.learned().map(LossCurve::words).ifPresent(lines::add);
        run.fits().map(FitHistory::words).ifPresent(lines::add);
        run.counts().layerWords().ifPresent(lines::add);
        section("Machine").ifPresent(rows -> lines.add("Machine: " + rows));
        section("Versions").ifPresent(rows -> lines.add("Versions: " + rows));
        lines.add(
                "Brackets hold 95 % intervals over items. All rows of a split come from the same items, so differences are surer than the brackets look. Members were chosen on *search*: values there are optimistic, the others chose nothing");
        run.warnings().forEach(warning -> lines.add("Warning: " + warning));
        return lines.stream()
                .map(line -> "- " + line + (line.endsWith(".") ? "\n" : ".\n"))
                .collect(Collectors.joining());
    }

    private static String words(List<Objective> quantities) {
        return quantities.stream()
                .map(
                        q ->
                                q.name()
                                        + (q.direction() == Direction.MINIMIZE
                                                ? " (lower is better)"
                                                : " (higher is better)"))
                .collect(Collectors.joining(", "));
    }

    private String time() {
        String speed =
                run.facts().stream()
                        .map(fact -> "; " + fact.name() + " " + fact.value())
                        .collect(Collectors.joining());
        return run.took().map(MarkdownPage::minutes).orElse("") + speed;
    }

    private static String minutes(Duration took) {
        return String.format(
                Locale.ROOT,
                ", %.1f minutes with baselines, validation and test",
                took.toSeconds() / 60.0);
    }

    private Optional<String> section(String title) {
        return run.sections().stream()
                .filter(section -> section.title().equals(title))
                .map(Section::rows)
                .map(MarkdownPage::joined)
                .findFirst();
    }

    private static String joined(List<Row> rows) {
        return rows.stream()
                .map(row -> row.name() + " " + row.value())
                .collect(Collectors.joining(", "));
    }

    private List<Mark> marks(String split) {
        return Mark.of(front, split, run.bestBaseline());
    }

    /** A row for each baseline or member of the front, a column for each quantity and split. */
    private String table(String title, String heading, boolean ofFront) {
        List<String> labels =
                marks(SplitKeys.SEARCH).stream()
                        .filter(mark -> mark.isFront() == ofFront)
                        .sorted(Mark.BY_LABEL)
                        .map(Mark::label)
                        .toList();
        var columns = new ArrayList<>(List.of(heading));
        quantities.forEach(q -> splits.forEach(split -> columns.add(q.name() + ", " + split)));
        var text = new StringBuilder("## %s\n\n".formatted(title));
        text.append(line(columns)).append(line(columns.stream().map(_ -> "---").toList()));
        labels.forEach(label -> text.append(line(cells(label, ofFront))));
        return labels.isEmpty() ? "" : text.toString();
    }

    /** What runs after what, where members are paths of layers. */
    private String paths() {
        String lines =
                front.points().stream()
                        .flatMap(point -> point.path().map(path -> line(point, path)).stream())
                        .collect(Collectors.joining());
        return lines.isEmpty()
                ? ""
                : "## Paths\n\n"
                        + line(List.of("Candidate", "Path"))
                        + line(List.of("---", "---"))
                        + lines;
    }

    private static String line(FrontPoint point, String path) {
        return line(List.of("" + point.candidate(), path));
    }

    private List<String> cells(String label, boolean ofFront) {
        Map<String, Mark> bySplit =
                splits.stream()
                        .flatMap(split -> mark(split, label).map(m -> Map.entry(split, m)).stream())
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        var cells = new ArrayList<String>();
        cells.add(ofFront ? label : baseline(label));
        for (Objective quantity : quantities) {
            for (String split : splits) {
                cells.add(
                        Optional.ofNullable(bySplit.get(split))
                                .filter(mark -> mark.has(quantity))
                                .map(mark -> value(mark, quantity))
                                .orElse("–"));
            }
        }
        return cells;
    }

    private Optional<Mark> mark(String split, String label) {
        return marks(split).stream().filter(mark -> mark.label().equals(label)).findFirst();
    }

    private String baseline(String label) {
        String name = mark(SplitKeys.SEARCH, label).map(Mark::name).orElse(label);
        boolean isBest =
                run.bestBaseline().map(CandidateId::toString).filter(label::equals).isPresent();
        return isBest ? "**%s** (the best tuned)".formatted(name) : name;
    }

    private static String value(Mark mark, Objective quantity) {
        return number(mark.value(quantity))
                + mark.interval(quantity).map(MarkdownPage::brackets).orElse("");
    }

    private static String brackets(Interval interval) {
        return " [%s, %s]".formatted(number(interval.low()), number(interval.high()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private String gains() {
        if (run.verdicts().isEmpty()) {
            return "";
        }
        var text =
                new StringBuilder(
                        """
                        ## Gain over the baselines

                        Hypervolume, with intervals of the paired bootstrap. The first can never be negative, and noise alone raises it; the second can be.

                        """);
        List<String> columns =
                List.of("Split", "Front and baselines − baselines", "Front − baselines");
        text.append(line(columns)).append(line(columns.stream().map(_ -> "---").toList()));
        for (Verdict verdict : run.verdicts()) {
            text.append(
                    line(
                            List.of(
                                    verdict.split(),
                                    Verdict.text(verdict.gain().gain()),
                                    Verdict.text(verdict.gain().difference()))));
        }
        return text.toString();
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
