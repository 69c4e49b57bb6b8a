package dev.merganser.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import static java.util.stream.Collectors.joining;

import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontFile;
import dev.merganser.results.front.FrontPoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.JournalWriter;
import dev.merganser.results.report.FitHistory;
import dev.merganser.results.report.FrontPicture;
import dev.merganser.results.report.LossCurve;
import dev.merganser.results.report.MarkdownPage;
import dev.merganser.results.report.ReportWriter;
import dev.merganser.results.report.RunSummary;
import dev.merganser.results.report.Verdict;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Interval;
import dev.merganser.results.value.LayerCalls;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.Surrogate;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

class ReportTest {
    private static final List<String> TASKS = List.of("digits", "fashion", "doodles");
    private static final int EVALUATIONS = 25;

    @TempDir static Path shared;
    private static RunFolder run;
    private static RunSummary summary;

    @TempDir Path folder;

    @BeforeAll
    static void writeARun() {
        run = SyntheticRun.write(shared.resolve("run"), EVALUATIONS, TASKS);
        summary = RunSummaryReader.read(run);
    }

    @Test
    void volumesOfSevenObjectivesAreShownAsEstimates() {
        List<String> tasks = IntStream.range(0, 7).mapToObj(i -> "task" + i).toList();
        RunFolder seven = SyntheticRun.write(folder.resolve("seven"), 4, tasks);
        String estimated = "; estimated from 100,000 random points by seed 1";
        assertThat(ReportWriter.html(RunSummaryReader.read(seven))).contains(estimated);
        assertThat(ReportWriter.html(summary)).doesNotContain("random points");
    }

    @Test
    void aSummaryIsReadFromDiskAlone() {
        assertThat(summary.front()).isEqualTo(FrontFile.read(run.frontJson()));
        assertThat(summary.counts())
                .isEqualTo(new RunSummary.Counts(EVALUATIONS, 1, 0, LayerCalls.NONE));
        assertThat(summary.bestBaseline()).contains(CandidateId.baseline(9));
        assertThat(summary.progress().getLast().evaluations()).isEqualTo(EVALUATIONS);
        assertThat(summary.progress().getLast().hypervolume())
                .isEqualTo(summary.front().hypervolume().orElseThrow(), within(1e-12));
        assertThat(summary.verdicts())
                .extracting(Verdict::split)
                .containsExactly("search", "validation", "test");
        assertThat(summary.warnings()).hasSize(1);
    }

    @Test
    void theVerdictIsOneSentenceThatNamesTheGainItsIntervalAndTheCount() {
        Verdict verdict = summary.verdict("validation").orElseThrow();

        assertThat(verdict.beats()).isTrue();
        assertThat(verdict.sentence())
                .matches(
                        "On validation the front beats the best tuned baseline \\(best of 60 triples\\): hypervolume"
                                + " gain \\+0\\.\\d{4} \\[\\+0\\.\\d{4}, \\+0\\.\\d{4}]; its best single point on search, candidate"
                                + " \\d+, is better than it in \\d of 3 objectives; \\d+ of \\d+ members match or beat it in all\\.");
    }

    @Test
    void thePageIsSelfContainedAndEscapesText() throws IOException {
        assertThat(Report.write(run)).isEqualTo(summary);

        String page = Files.readString(run.report());
        assertThat(page)
                .contains("<h1>Vision demo &lt;3 &amp; more</h1>")
                .contains("validation of &#39;doodles&#39;")
                .contains("SHA-256 " + "ab".repeat(32))
                .doesNotContain("<script", "src=", "@import", "url(", "http://", "https://", "NaN");
    }

    @Test
    void everyValueOfTheTablesStandsOverItsInterval() {
        String page = ReportWriter.html(summary);

        summary.front()
                .points()
                .forEach(
                        point -> {
                            double value = point.search().value("digits.nll");
                            Interval ends = point.search().interval().get("digits.nll");
                            assertThat(page)
                                    .contains(
                                            ">%.3f<small>[%.3f, %.3f]</small>"
                                                    .formatted(value, ends.low(), ends.high()));
                        });
        assertThat(page).doesNotContain("no interval");
    }

    @Test
    void aPageOfMarkdownHasVerdictsValuesWithIntervalsAndTheSearchFile() {
        String page = MarkdownPage.of(summary, "name: x\n");

        assertThat(page)
                .startsWith("<!-- Written by merganser report; do not edit. -->\n# Vision demo <3")
                .contains(summary.verdict("test").orElseThrow().sentence() + "\n")
                .contains("\n- 25 evaluations (1 failed, 0 repeats), 2.3 minutes with baselines")
                .contains("\n| **best of 60 triples** (the best tuned) | ")
                .contains("\n```yaml\nname: x\n```\n")
                .doesNotContain("SHA-256", "null", "NaN");
        summary.front().points().forEach(point -> assertThat(page).contains(row(point)));
    }

    @Test
    void pathsOfLayersAndLayerCallsAreShownWhereThereAreSome() {
        String plain = ReportWriter.html(summary) + MarkdownPage.of(summary, "");
        assertThat(plain).doesNotContain("layer calls", "Paths");

        RunSummary paths = withPath("base 0–2 · digits 1 ×0.85");
        assertThat(ReportWriter.html(paths))
                .contains("<h2>Paths of the front</h2>", "<td>base 0–2 · digits 1 ×0.85</td>")
                .contains("<b>120</b><span>layer calls; 280 more saved by sharing (70 %)</span>");
        assertThat(MarkdownPage.of(paths, ""))
                .contains("\n- 120 layer calls, 280 more saved by sharing (70 %).\n")
                .contains(" | base 0–2 · digits 1 ×0.85 |\n");
    }

    @Test
    void lossesThatWereDescendedAreDrawnAndTold() {
        assertThat(ReportWriter.html(summary)).doesNotContain("Loss over");
        RunSummary learned = withLosses();
        assertThat(ReportWriter.html(learned))
                .contains("<h2>Loss over 40 gradients</h2>")
                .contains("aria-label=\"Loss on held-out items by task\"")
                .contains("<span>losses asked for, 40 with a gradient; worth 8 evaluations</span>")
                .doesNotContain("NaN");
        assertThat(MarkdownPage.of(learned, ""))
                .contains("\n- Learned from 40 gradients: 16,400 forward passes of an item");
    }

    @Test
    void surrogatesAreShownWhereSomeWereFitted() {
        assertThat(ReportWriter.html(summary)).doesNotContain("Surrogates of the objectives");
        RunSummary fitted = withFits();
        assertThat(ReportWriter.html(fitted))
                .contains("<h2>Surrogates of the objectives</h2>")
                .contains("Surrogates were fitted 2 times, to 12 points at first and 17 at last")
                .contains(
                        "<td class=\"name\">digits.nll</td><td>softplus</td><td>1e-04</td><td>0.500</td><td>0.875</td>")
                .contains("<td>identity</td><td>1e+00</td><td>unknown</td><td>unknown</td>")
                .contains("candidate 13, digits.nll: promised 0.400, measured 0.500")
                .doesNotContain("NaN");
        assertThat(MarkdownPage.of(fitted, ""))
                .contains("cross-validated R² 0.500 → 0.875 of digits.nll");
    }

    private static RunSummary withFits() {
        var history =
                new FitHistory(
                        List.of(fit(1, 12, 0.5), fit(2, 17, 0.875)),
                        List.of(new FitHistory.Promised(13, "digits.nll", 0.4, 0.5)));
        return summary(summary.front(), summary.counts(), Optional.empty(), Optional.of(history));
    }

    /** The run's summary with other facts in it. */
    private static RunSummary summary(
            FrontDocument front,
            RunSummary.Counts counts,
            Optional<LossCurve> learned,
            Optional<FitHistory> fits) {
        return new RunSummary(
                summary.name(),
                summary.started(),
                summary.took(),
                summary.stopped(),
                front,
                counts,
                summary.bestBaseline(),
                summary.verdicts(),
                summary.progress(),
                summary.baselineHypervolume(),
                learned,
                fits,
                summary.facts(),
                summary.sections(),
                summary.warnings());
    }

    private static Event.Fit fit(int number, int points, double r2) {
        var surrogates = new LinkedHashMap<String, Surrogate>();
        surrogates.put("digits.nll", new Surrogate("softplus", 1e-4, OptionalDouble.of(r2)));
        surrogates.put("flat", new Surrogate("identity", 1, OptionalDouble.empty()));
        return new Event.Fit(number, points, surrogates, Map.of());
    }

    private static RunSummary withLosses() {
        return summary(summary.front(), summary.counts(), Optional.of(losses()), Optional.empty());
    }

    /** Falls, then rises: what entropy does on held-out items. */
    private static LossCurve losses() {
        List<LossCurve.Point> draws =
                IntStream.rangeClosed(1, 40)
                        .mapToObj(step -> point(step, 0.2 * Math.sin(7 * step)))
                        .toList();
        List<LossCurve.Point> heldOut =
                IntStream.rangeClosed(0, 4).mapToObj(k -> point(10 * k, 0)).toList();
        return new LossCurve(draws, heldOut, 40, 16_400, 8);
    }

    private static LossCurve.Point point(int after, double noise) {
        double fall = 1 + Math.pow((after - 25) / 25.0, 2) + noise;
        var tasks = new LinkedHashMap<String, Double>();
        TASKS.forEach(task -> tasks.put(task, fall / (1 + tasks.size())));
        return new LossCurve.Point(after, fall, tasks);
    }

    private static RunSummary withPath(String path) {
        FrontDocument front = summary.front();
        return summary(
                new FrontDocument(
                        front.objectives(),
                        front.measures(),
                        front.points().stream().map(point -> withPath(point, path)).toList(),
                        front.baselines(),
                        front.hypervolume(),
                        front.referencePoint(),
                        front.testSeen()),
                new RunSummary.Counts(EVALUATIONS, 1, 0, new LayerCalls(120, 280)),
                Optional.empty(),
                Optional.empty());
    }

    private static FrontPoint withPath(FrontPoint point, String path) {
        return new FrontPoint(
                point.candidate(),
                point.recipe(),
                Optional.of(path),
                point.search(),
                point.validation(),
                point.test());
    }

    /** The start of a member's row: the first objective on the three splits. */
    private static String row(FrontPoint point) {
        return Stream.of("search", "validation", "test")
                .map(split -> point.on(split).orElseThrow())
                .map(
                        values ->
                                "%.4f [%.4f, %.4f]"
                                        .formatted(
                                                values.value("digits.nll"),
                                                values.interval().get("digits.nll").low(),
                                                values.interval().get("digits.nll").high()))
                .collect(joining(" | ", "\n| %d | ".formatted(point.candidate()), " | "));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aPictureOfAnyNumberOfObjectivesIsWellFormedAndShowsEveryMember(int objectives)
            throws Exception {
        FrontDocument front = withObjectives(summary.front(), objectives);
        Document svg =
                parse(
                        FrontPicture.standalone(
                                "A & B", front, "validation", summary.bestBaseline()));

        int panels = objectives * (objectives - 1) / 2;
        int drawn = Math.max(1, panels) * front.points().size();
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(drawn + 1);
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("A & B", "b9  best of 60 triples", "lower is better");
    }

    @Test
    void aRunThatHasJustBegunHasAReport() {
        RunFolder early = RunFolder.create(folder.resolve("run"));
        try (JournalWriter journal = JournalWriter.create(early.journal())) {
            journal.append(
                    new Event.RunStarted(
                            "early",
                            1,
                            List.of(
                                    Objective.of("a", "nll", Direction.MINIMIZE),
                                    Objective.of("b", "nll", Direction.MINIMIZE)),
                            List.of(),
                            Map.of(),
                            Instant.EPOCH));
        }

        assertThat(ReportWriter.html(RunSummaryReader.read(early)))
                .contains("<h1>early</h1>", "not been compared with the baselines")
                .doesNotContain("NaN");
    }

    /** The same front with some of its objectives and measures as objectives. */
    private static FrontDocument withObjectives(FrontDocument front, int count) {
        List<Objective> quantities =
                Stream.concat(front.objectives().stream(), front.measures().stream()).toList();
        return new FrontDocument(
                quantities.subList(0, count),
                List.of(),
                front.points(),
                front.baselines(),
                front.hypervolume(),
                front.referencePoint(),
                front.testSeen());
    }

    private static Document parse(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
