package dev.merganser.results.report;

import dev.merganser.results.report.RunSummary.ProgressPoint;

import java.util.List;
import java.util.Optional;

/** Hypervolume of the front over evaluations, with that of the baselines as a line. */
final class ProgressPicture {

    private final CurvePlot plot;

    private ProgressPicture(CurvePlot plot) {
        this.plot = plot;
    }

    /** The picture of at least one point. */
    static String inline(List<ProgressPoint> progress, Optional<Double> baselines) {
        double low = progress.stream().mapToDouble(ProgressPoint::hypervolume).min().orElse(0);
        double high = progress.stream().mapToDouble(ProgressPoint::hypervolume).max().orElse(1);
        low = Math.min(low, baselines.orElse(low));
        high = Math.max(high, baselines.orElse(high));
        double margin = 0.06 * Math.max(high - low, 0.01);
        var picture =
                new ProgressPicture(
                        CurvePlot.of(
                                "evaluations",
                                progress.getLast().evaluations(),
                                "hypervolume on search",
                                Math.max(0, low - margin),
                                high + margin,
                                0));
        return picture.draw(progress, baselines);
    }

    private String draw(List<ProgressPoint> progress, Optional<Double> baselines) {
        plot.drawFrame("higher is better →");
        baselines.ifPresent(this::drawBaselines);
        drawCurve(progress);
        return plot.inline("Hypervolume of the front over evaluations");
    }

    private void drawBaselines(double hypervolume) {
        plot.level("stairs-baseline", hypervolume);
        String text = "all baselines together: " + Numbers.text(hypervolume);
        plot.svg().text("label halo", plot.right() - 8, plot.top(hypervolume) - 6, "end", text);
    }

    private void drawCurve(List<ProgressPoint> progress) {
        var path = new StringBuilder();
        for (ProgressPoint point : progress) {
            String x = Svg.number(plot.left(point.evaluations()));
            String y = Svg.number(plot.top(point.hypervolume()));
            path.append(path.isEmpty() ? "M%s %s".formatted(x, y) : "H%sV%s".formatted(x, y));
        }
        plot.svg().path("curve", path.toString(), "");
        ProgressPoint last = progress.getLast();
        String tip =
                "%d evaluations: %s"
                        .formatted(last.evaluations(), Numbers.text(last.hypervolume()));
        plot.svg()
                .circle(
                        "front",
                        plot.left(last.evaluations()),
                        plot.top(last.hypervolume()),
                        4,
                        tip);
    }
}
