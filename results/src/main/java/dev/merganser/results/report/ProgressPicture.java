package dev.merganser.results.report;

import dev.merganser.results.report.RunSummary.ProgressPoint;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

import java.util.List;
import java.util.Optional;

/** Hypervolume of the front over evaluations, with that of the baselines as a line. */
final class ProgressPicture {
    private static final double WIDTH = 1040;
    private static final double HEIGHT = 300;
    private static final double X = 76;
    private static final double Y = 14;
    private static final double PLOT_WIDTH = WIDTH - X - 24;
    private static final double PLOT_HEIGHT = HEIGHT - Y - 52;
    private static final int TICKS = 5;

    private final Axis across;
    private final Axis up;
    private final Svg svg = new Svg();

    private ProgressPicture(Axis across, Axis up) {
        this.across = across;
        this.up = up;
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
                        axis("evaluations", 0, Math.max(1, progress.getLast().evaluations())),
                        axis("hypervolume", Math.max(0, low - margin), high + margin));
        return picture.draw(progress, baselines);
    }

    private static Axis axis(String name, double low, double high) {
        return new Axis(new Objective(name, "run", name, Direction.MAXIMIZE), low, high);
    }

    private String draw(List<ProgressPoint> progress, Optional<Double> baselines) {
        drawFrame();
        baselines.ifPresent(this::drawBaselines);
        drawCurve(progress);
        return svg.inline(WIDTH, HEIGHT, "Hypervolume of the front over evaluations");
    }

    private void drawFrame() {
        svg.rectangle("plot", X, Y, PLOT_WIDTH, PLOT_HEIGHT);
        for (double tick : across.ticks(2 * TICKS)) {
            svg.line("grid", left(tick), Y, left(tick), Y + PLOT_HEIGHT);
            svg.text(
                    "tick",
                    left(tick),
                    Y + PLOT_HEIGHT + 16,
                    "middle",
                    across.tickText(tick, 2 * TICKS));
        }
        for (double tick : up.ticks(TICKS)) {
            svg.line("grid", X, top(tick), X + PLOT_WIDTH, top(tick));
            svg.text("tick", X - 7, top(tick) + 3.5, "end", up.tickText(tick, TICKS));
        }
        svg.text("axis", X + PLOT_WIDTH / 2, Y + PLOT_HEIGHT + 38, "middle", "evaluations");
        svg.upwardText("axis", X - 58, Y + PLOT_HEIGHT / 2, "hypervolume on search");
        svg.upwardText("better", X - 43, Y + PLOT_HEIGHT / 2, "higher is better →");
    }

    private double left(double evaluations) {
        return X + across.share(evaluations) * PLOT_WIDTH;
    }

    private double top(double hypervolume) {
        return Y + (1 - up.share(hypervolume)) * PLOT_HEIGHT;
    }

    private void drawBaselines(double hypervolume) {
        double at = top(hypervolume);
        svg.line("stairs-baseline", X, at, X + PLOT_WIDTH, at);
        String text = "all baselines together: " + Numbers.text(hypervolume);
        svg.text("label halo", X + PLOT_WIDTH - 8, at - 6, "end", text);
    }

    private void drawCurve(List<ProgressPoint> progress) {
        var path = new StringBuilder();
        for (ProgressPoint point : progress) {
            String x = Svg.number(left(point.evaluations()));
            String y = Svg.number(top(point.hypervolume()));
            path.append(path.isEmpty() ? "M%s %s".formatted(x, y) : "H%sV%s".formatted(x, y));
        }
        svg.path("curve", path.toString(), "");
        ProgressPoint last = progress.getLast();
        String tip =
                "%d evaluations: %s"
                        .formatted(last.evaluations(), Numbers.text(last.hypervolume()));
        svg.circle("front", left(last.evaluations()), top(last.hypervolume()), 4, tip);
    }
}
