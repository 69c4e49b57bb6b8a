package dev.merganser.results.report;

import dev.merganser.recipes.file.WholeFile;
import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontPoint;
import dev.merganser.results.report.RunSummary.Row;
import dev.merganser.results.report.RunSummary.Section;
import dev.merganser.results.value.LayerCalls;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.SplitKeys;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes {@code report.html}: one file without scripts, fonts or anything else to load. Pictures
 * are static; light and dark follow the reader's system.
 */
public final class ReportWriter {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final RunSummary run;
    private final FrontDocument front;

    private ReportWriter(RunSummary run) {
        this.run = run;
        this.front = run.front();
    }

    /** Writes the report whole or not at all. */
    public static void write(Path file, RunSummary run) {
        WholeFile.write(file, html(run));
    }

    /** The page. */
    public static String html(RunSummary run) {
        return new ReportWriter(run).page();
    }

    private String page() {
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s – Merganser report</title>
        <style>
        %s%s</style>
        </head>
        <body>
        <main>
        %s</main>
        </body>
        </html>
        """
                .formatted(
                        Markup.escape(run.name()), StyleSheets.PAGE, StyleSheets.PICTURE, body());
    }

    private String body() {
        return Stream.of(
                        header(),
                        verdict(),
                        warnings(),
                        tiles(),
                        frontSection(),
                        measuresSection(),
                        progressSection(),
                        lossSection(),
                        fitSection(),
                        tablesSection(),
                        pathsSection(),
                        gainSection(),
                        manifestSection(),
                        footer())
                .collect(Collectors.joining());
    }

    private String header() {
        var facts = new ArrayList<String>();
        run.started().ifPresent(at -> facts.add("started " + DATE.format(at)));
        run.stopped().ifPresent(why -> facts.add("stopped: " + why));
        facts.add("objectives " + names(front.objectives()));
        return "<header><h1>%s</h1><p>%s</p></header>\n"
                .formatted(Markup.escape(run.name()), Markup.escape(String.join(" · ", facts)));
    }

    private static String names(List<Objective> objectives) {
        return objectives.stream().map(Objective::name).collect(Collectors.joining(", "));
    }

    private String verdict() {
        Optional<Verdict> main = run.verdict(SplitKeys.VALIDATION);
        String kind = main.filter(Verdict::beats).isPresent() ? "verdict beats" : "verdict";
        String sentence =
                main.map(Verdict::sentence)
                        .orElse(
                                "The front has not been compared with the baselines on validation yet.");
        String test =
                run.verdict(SplitKeys.TEST)
                        .map(v -> "<p>" + Markup.escape(v.sentence() + seenWords()) + "</p>")
                        .orElse("");
        return "<div class=\"%s\"><p>%s</p>%s</div>\n"
                .formatted(kind, Markup.escape(sentence), test);
    }

    private String seenWords() {
        return front.testSeen() ? " The search went on after test had been seen." : "";
    }

    private String warnings() {
        if (run.warnings().isEmpty()) {
            return "";
        }
        String items =
                run.warnings().stream()
                        .map(warning -> "<li>" + Markup.escape(warning) + "</li>")
                        .collect(Collectors.joining());
        return "<section class=\"warnings\"><h2>Warnings</h2><ul>%s</ul></section>\n"
                .formatted(items);
    }

    private String tiles() {
        var rows = new ArrayList<Row>();
        rows.add(new Row("front members", Integer.toString(front.points().size())));
        rows.add(new Row(evaluationWords(), Integer.toString(run.counts().evaluations())));
        run.learned().ifPresent(curve -> rows.add(steps(curve)));
        Optional.of(run.counts().layerCalls())
                .filter(calls -> calls.all() > 0)
                .ifPresent(calls -> rows.add(layerCalls(calls)));
        front.hypervolume()
                .ifPresent(volume -> rows.add(new Row(hypervolumeWords(), Numbers.text(volume))));
        rows.addAll(run.facts());
        return rows.stream()
                .map(row -> tile(row.name(), row.value()))
                .collect(Collectors.joining("", "<div class=\"tiles\">", "</div>\n"));
    }

    private static Row steps(LossCurve curve) {
        String words =
                String.format(
                        Locale.ROOT,
                        "losses asked for, %,d with a gradient; worth %,d evaluations",
                        curve.gradients(),
                        curve.evaluations());
        return new Row(
                words,
                String.format(Locale.ROOT, "%,d", curve.draws().size() + curve.heldOut().size()));
    }

    private static Row layerCalls(LayerCalls calls) {
        String words =
                String.format(
                        Locale.ROOT,
                        "layer calls; %,d more saved by sharing (%.0f %%)",
                        calls.saved(),
                        100.0 * calls.saved() / calls.all());
        return new Row(words, String.format(Locale.ROOT, "%,d", calls.done()));
    }

    private String evaluationWords() {
        return "evaluations (%d failed), %d repeats"
                .formatted(run.counts().failures(), run.counts().hits());
    }

    private String hypervolumeWords() {
        String words =
                run.baselineHypervolume()
                        .map(volume -> "hypervolume on search; baselines " + Numbers.text(volume))
                        .orElse("hypervolume on search");
        return words + run.sampledWords().map(how -> "; " + how).orElse("");
    }

    private static String tile(String name, String value) {
        return "<div class=\"tile\"><b>%s</b><span>%s</span></div>"
                .formatted(Markup.escape(value), Markup.escape(name));
    }

    private String frontSection() {
        String note =
                "Better is to the right and upwards. The members were chosen on search; thin bars are 95 % intervals. "
                        + "Hollow diamonds lie beyond the edge. Point at a mark to read its values.";
        return section(
                "The front against the baselines",
                note,
                tabs("picture", split -> FrontPicture.inline(front.objectives(), marks(split))));
    }

    private String measuresSection() {
        if (front.measures().isEmpty()) {
            return "";
        }
        String note =
                "The same recipes by what was measured besides. These quantities did not drive the search.";
        return section(
                "By " + names(front.measures()),
                note,
                tabs("measures", split -> FrontPicture.inline(front.measures(), marks(split))));
    }

    private List<Mark> marks(String split) {
        return Mark.of(front, split, run.bestBaseline());
    }

    private String progressSection() {
        if (run.progress().isEmpty()) {
            return "";
        }
        String note =
                "Volume of objective space that the front dominates, in units of the baselines' ranges, "
                        + "up to the worst baseline plus 10 %"
                        + run.sampledWords().map(how -> "; " + how).orElse("")
                        + ".";
        return section(
                "Hypervolume over evaluations",
                note,
                ProgressPicture.inline(run.progress(), run.baselineHypervolume()));
    }

    private String lossSection() {
        return run.learned()
                .map(
                        curve ->
                                section(
                                        "Loss over " + curve.asked(),
                                        curve.words()
                                                + " Thin: the loss on each draw of search items. Strong: on the items held out from the draws, "
                                                + "where the search takes its best from; the large dot is the lowest.",
                                        LossPicture.total(curve) + LossPicture.tasks(curve)))
                .orElse("");
    }

    private String fitSection() {
        String note =
                " R² is the share of the variance that a surrogate foretells of points left out of its fit, above all of those near the front. Below: by how much a candidate's value "
                        + "differs from what it was promised to be, in ranges of the objective among such candidates. Point at a mark to read its values.";
        return run.fits()
                .map(
                        fits ->
                                section(
                                        "Surrogates of the objectives",
                                        fits.words() + note,
                                        FitPicture.table(fits) + FitPicture.inline(fits)))
                .orElse("");
    }

    private String tablesSection() {
        String note =
                "Each value over its 95 % interval (Wilson for shares, else the percentile bootstrap over items); "
                        + "the best of a column is bold. A candidate's number leads to its recipe.";
        return section("Values", note, tabs("values", this::tables));
    }

    /** What runs after what, where members are paths of layers. */
    private String pathsSection() {
        String rows =
                front.points().stream()
                        .flatMap(point -> point.path().map(path -> pathRow(point, path)).stream())
                        .collect(Collectors.joining());
        String note =
                "Layers in the order in which they run: model and layer, with its scale where it has one.";
        return rows.isEmpty()
                ? ""
                : section(
                        "Paths of the front",
                        note,
                        "<table class=\"words\"><tbody>\n%s</tbody></table>\n".formatted(rows));
    }

    private static String pathRow(FrontPoint point, String path) {
        return "<tr><td><a href=\"recipes/%1$d.yml\">%1$d</a></td><td>%2$s</td></tr>\n"
                .formatted(point.candidate(), Markup.escape(path));
    }

    private String tables(String split) {
        List<Objective> quantities =
                Stream.concat(front.objectives().stream(), front.measures().stream()).toList();
        List<Mark> members = marks(split).stream().filter(Mark::isFront).toList();
        List<Mark> baselines =
                marks(split).stream()
                        .filter(mark -> !mark.isFront())
                        .sorted(Mark.BY_LABEL)
                        .toList();
        return "<h3>Baselines</h3>\n"
                + new ValueTable(quantities, baselines).html("baseline")
                + "<h3>Members of the front</h3>\n"
                + new ValueTable(quantities, members).html("candidate");
    }

    /** A tab for each split on which something was scored; only one needs no tabs. */
    private String tabs(String name, Function<String, String> content) {
        List<String> splits =
                SplitKeys.ALL.stream().filter(split -> !marks(split).isEmpty()).toList();
        if (splits.size() <= 1) {
            return splits.stream().map(content).collect(Collectors.joining());
        }
        var html = new StringBuilder("<div class=\"tabs\">\n");
        for (String split : splits) {
            String checked = split.equals(splits.getFirst()) ? " checked" : "";
            html.append(
                    "<input type=\"radio\" name=\"%1$s\" id=\"%1$s-%2$s\"%3$s>"
                            .formatted(name, split, checked));
            html.append("<label for=\"%s-%s\">%s</label>\n".formatted(name, split, split));
        }
        splits.forEach(
                split ->
                        html.append("<div class=\"panel\">\n" + content.apply(split) + "</div>\n"));
        return html.append("</div>\n").toString();
    }

    private String gainSection() {
        if (run.verdicts().isEmpty()) {
            return "";
        }
        var html =
                new StringBuilder(
                        "<div class=\"scroll\"><table class=\"gain\"><thead><tr><th>split</th>");
        html.append(
                "<th>HV(front ∪ baselines) − HV(baselines)</th><th>HV(front) − HV(baselines)</th>");
        html.append("<th>best member against the best tuned baseline</th>");
        html.append("<th>members that dominate it</th></tr></thead><tbody>\n");
        run.verdicts().forEach(verdict -> html.append(row(verdict)));
        String note =
                "Hypervolume with 95 % intervals of the paired bootstrap: items are resampled jointly for all members, which stay "
                        + "as they were chosen on search. The first can never be negative, and noise alone raises it; the second can be.";
        return section(
                "Gain over the baselines",
                note,
                html.append("</tbody></table></div>\n").toString());
    }

    private static String row(Verdict verdict) {
        String best =
                verdict.comparison()
                        .map(
                                c ->
                                        "candidate %d: not worse in %d, better in %d of %d"
                                                .formatted(
                                                        c.candidate(),
                                                        c.matched(),
                                                        c.better(),
                                                        c.objectives()))
                        .orElse("–");
        String dominating =
                verdict.comparison().map(c -> Integer.toString(c.dominating())).orElse("–");
        return Stream.of(
                        verdict.split(),
                        Verdict.text(verdict.gain().gain()),
                        Verdict.text(verdict.gain().difference()),
                        best,
                        dominating)
                .map(cell -> "<td>" + Markup.escape(cell) + "</td>")
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }

    private String manifestSection() {
        String details =
                run.sections().stream().map(ReportWriter::details).collect(Collectors.joining());
        return details.isEmpty()
                ? ""
                : section("What is needed to repeat it", "Also in manifest.json.", details);
    }

    private static String details(Section section) {
        String rows =
                section.rows().stream()
                        .map(
                                row ->
                                        "<tr><td>%s</td><td>%s</td></tr>\n"
                                                .formatted(
                                                        Markup.escape(row.name()),
                                                        Markup.escape(row.value())))
                        .collect(Collectors.joining());
        return "<details><summary>%s</summary><table class=\"words\"><tbody>\n%s</tbody></table></details>\n"
                .formatted(Markup.escape(section.title()), rows);
    }

    private static String section(String title, String note, String content) {
        return "<section>\n<h2>%s</h2>\n<p class=\"note\">%s</p>\n%s</section>\n"
                .formatted(Markup.escape(title), Markup.escape(note), content);
    }

    private static String footer() {
        return "<footer>Written by Merganser from journal.jsonl, manifest.json and the scores of the run; "
                + "front.json and front.csv hold the same values for programs.</footer>\n";
    }
}
