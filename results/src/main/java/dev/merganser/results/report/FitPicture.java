package dev.merganser.results.report;

import dev.merganser.results.report.FitHistory.Promised;

import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What surrogates promised beside what was measured: a table of them, and how far they were off.
 */
final class FitPicture {
    private static final double MARGIN = 0.06;

    private final FitHistory fits;

    /** What each objective ranged over among the candidates that were promised. */
    private final Map<String, DoubleSummaryStatistics> ranges;

    private FitPicture(FitHistory fits) {
        this.fits = fits;
        this.ranges =
                fits.promised().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Promised::objective,
                                        Collectors.summarizingDouble(Promised::measured)));
    }

    /** A row an objective: warp, ridge and R² after the first fit and after the last. */
    static String table(FitHistory fits) {
        var html = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
        Stream.of("objective", "warp", "ridge", "R², first fit", "R², last fit")
                .forEach(name -> html.append("<th>").append(name).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        fits.last().surrogates().keySet().forEach(name -> html.append(row(fits, name)));
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String row(FitHistory fits, String objective) {
        var last = fits.last().surrogates().get(objective);
        return Stream.of(
                        last == null ? "–" : last.warp(),
                        last == null ? "–" : String.format(Locale.ROOT, "%.0e", last.ridge()),
                        FitHistory.r2(fits.first(), objective),
                        FitHistory.r2(fits.last(), objective))
                .map(cell -> "<td>" + Markup.escape(cell) + "</td>")
                .reduce(
                        "<tr><td class=\"name\">" + Markup.escape(objective) + "</td>",
                        String::concat)
                .concat("</tr>\n");
    }

    /**
     * How far promises were off, candidate by candidate; nothing where none was put to the test.
     */
    static String inline(FitHistory fits) {
        return fits.promised().isEmpty() ? "" : new FitPicture(fits).picture();
    }

    private String picture() {
        double[] offs = fits.promised().stream().mapToDouble(this::off).toArray();
        double reach = DoubleStream.of(offs).map(Math::abs).max().orElse(0);
        double edge = (1 + MARGIN) * Math.max(reach, 1e-6);
        int last = fits.promised().stream().mapToInt(Promised::candidate).max().orElse(1);
        CurvePlot plot = CurvePlot.of("candidate", last, "measured − promised", -edge, edge, 0);
        plot.drawFrame("← in ranges of the objective →");
        plot.level("stairs-baseline", 0);
        fits.promised().forEach(each -> dot(plot, each));
        return plot.inline("Measured less promised values over candidates");
    }

    private void dot(CurvePlot plot, Promised promised) {
        String tip =
                "candidate %d, %s: promised %s, measured %s"
                        .formatted(
                                promised.candidate(),
                                promised.objective(),
                                Numbers.text(promised.expected()),
                                Numbers.text(promised.measured()));
        plot.svg()
                .circle(
                        "front",
                        plot.left(promised.candidate()),
                        plot.top(off(promised)),
                        2.5,
                        tip);
    }

    /** In units of what the objective ranged over among the candidates that were promised. */
    private double off(Promised promised) {
        var measured = ranges.getOrDefault(promised.objective(), new DoubleSummaryStatistics());
        double range = measured.getMax() - measured.getMin();
        double unit = range > 0 ? range : Math.max(Math.abs(promised.measured()), 1e-9);
        return (promised.measured() - promised.expected()) / unit;
    }
}
