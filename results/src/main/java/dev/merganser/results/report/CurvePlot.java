package dev.merganser.results.report;

import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

/** A plot of curves: a frame with ticks and names, in which points have a place. */
final class CurvePlot {
    private static final double WIDTH = 1040;
    private static final double HEIGHT = 300;
    private static final double X = 76;
    private static final double Y = 14;
    private static final double PLOT_HEIGHT = HEIGHT - Y - 52;
    private static final double MARGIN = 24;
    private static final int TICKS = 5;

    private final Axis across;
    private final Axis up;
    private final double plotWidth;
    private final Svg svg = new Svg();

    private CurvePlot(Axis across, Axis up, double plotWidth) {
        this.across = across;
        this.up = up;
        this.plotWidth = plotWidth;
    }

    /**
     * An empty plot.
     *
     * @param last where the axis across ends; it begins at 0
     * @param room pixels to the right of the frame, for labels
     */
    static CurvePlot of(
            String across, double last, String up, double low, double high, double room) {
        return new CurvePlot(
                axis(across, 0, Math.max(1, last)), axis(up, low, high), WIDTH - X - MARGIN - room);
    }

    private static Axis axis(String name, double low, double high) {
        return new Axis(new Objective(name, "run", name, Direction.MAXIMIZE), low, high);
    }

    /** Draws frame, grid and names. */
    void drawFrame(String better) {
        svg.rectangle("plot", X, Y, plotWidth, PLOT_HEIGHT);
        for (double tick : across.ticks(2 * TICKS)) {
            svg.line("grid", left(tick), Y, left(tick), Y + PLOT_HEIGHT);
            svg.text("tick", left(tick), Y + PLOT_HEIGHT + 16, "middle", tickText(tick));
        }
        for (double tick : up.ticks(TICKS)) {
            svg.line("grid", X, top(tick), right(), top(tick));
            svg.text("tick", X - 7, top(tick) + 3.5, "end", up.tickText(tick, TICKS));
        }
        svg.text("axis", X + plotWidth / 2, Y + PLOT_HEIGHT + 38, "middle", name(across));
        svg.upwardText("axis", X - 58, Y + PLOT_HEIGHT / 2, name(up));
        svg.upwardText("better", X - 43, Y + PLOT_HEIGHT / 2, better);
    }

    private String tickText(double tick) {
        return across.tickText(tick, 2 * TICKS);
    }

    private static String name(Axis axis) {
        return axis.quantity().name();
    }

    double left(double value) {
        return X + across.share(value) * plotWidth;
    }

    double top(double value) {
        return Y + (1 - up.share(value)) * PLOT_HEIGHT;
    }

    /** The right edge of the frame. */
    double right() {
        return X + plotWidth;
    }

    /** A line over the whole frame. */
    void level(String kind, double value) {
        svg.line(kind, X, top(value), right(), top(value));
    }

    Svg svg() {
        return svg;
    }

    /** The picture as an element of a page. */
    String inline(String label) {
        return svg.inline(WIDTH, HEIGHT, label);
    }
}
