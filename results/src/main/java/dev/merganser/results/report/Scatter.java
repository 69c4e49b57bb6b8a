package dev.merganser.results.report;

import java.util.Comparator;
import java.util.List;

/**
 * One panel: front and baselines in two quantities, better to the right and upwards, with the
 * stairs that each of the two dominates.
 *
 * @param x left edge of the plot area
 * @param y top edge of the plot area
 */
record Scatter(Axis across, Axis up, double x, double y, double width, double height) {
    private static final int TICKS = 5;
    private static final double FRONT_RADIUS = 3.4;
    private static final double BASELINE_RADIUS = 5;
    private static final double BEST_RADIUS = 7;

    void draw(Svg svg, List<Mark> marks) {
        List<Mark> shown =
                marks.stream()
                        .filter(m -> m.has(across.quantity()) && m.has(up.quantity()))
                        .toList();
        drawFrame(svg);
        drawStairs(svg, "stairs-baseline", shown.stream().filter(m -> !m.isFront()).toList());
        drawStairs(svg, "stairs-front", shown.stream().filter(Mark::isFront).toList());
        shown.stream().filter(Mark::isFront).forEach(mark -> drawBars(svg, mark));
        shown.stream().filter(mark -> !mark.isFront()).forEach(mark -> drawBars(svg, mark));
        shown.forEach(mark -> drawMark(svg, mark));
        new Labels(x, y, width, height)
                .place(svg, shown.stream().filter(m -> !m.isFront()).map(this::label).toList());
    }

    private void drawFrame(Svg svg) {
        svg.rectangle("plot", x, y, width, height);
        for (double tick : across.ticks(TICKS)) {
            double at = left(tick);
            svg.line("grid", at, y, at, y + height);
            svg.text("tick", at, y + height + 15, "middle", across.tickText(tick, TICKS));
        }
        for (double tick : up.ticks(TICKS)) {
            double at = top(tick);
            svg.line("grid", x, at, x + width, at);
            svg.text("tick", x - 6, at + 3.5, "end", up.tickText(tick, TICKS));
        }
        svg.text("axis", x + width / 2, y + height + 33, "middle", across.label());
        svg.text("better", x + width / 2, y + height + 48, "middle", across.better());
        svg.upwardText("axis", x - 53, y + height / 2, up.label());
        svg.upwardText("better", x - 39, y + height / 2, up.better());
    }

    private double left(double value) {
        return x + across.share(value) * width;
    }

    private double top(double value) {
        return y + (1 - up.share(value)) * height;
    }

    private double left(Mark mark) {
        return left(mark.value(across.quantity()));
    }

    private double top(Mark mark) {
        return top(mark.value(up.quantity()));
    }

    /**
     * The border of what the marks dominate in this panel, from the top left to the bottom right.
     */
    private void drawStairs(Svg svg, String kind, List<Mark> marks) {
        List<Mark> byTop =
                marks.stream()
                        .filter(m -> !beyond(m))
                        .sorted(
                                Comparator.comparingDouble((Mark m) -> top(m))
                                        .thenComparingDouble(m -> -left(m)))
                        .toList();
        var path = new StringBuilder();
        double reached = x;
        for (Mark mark : byTop) {
            if (left(mark) > reached) {
                path.append(path.isEmpty() ? "M" + Svg.number(x) + " " : "V");
                path.append(Svg.number(top(mark))).append("H").append(Svg.number(left(mark)));
                reached = left(mark);
            }
        }
        if (!path.isEmpty()) {
            svg.path(kind, path.append("V").append(Svg.number(y + height)).toString(), "");
        }
    }

    private boolean beyond(Mark mark) {
        return across.beyond(mark.value(across.quantity())) || up.beyond(mark.value(up.quantity()));
    }

    private void drawBars(Svg svg, Mark mark) {
        if (beyond(mark)) {
            return;
        }
        String kind = "bar-" + mark.kind();
        mark.interval(across.quantity())
                .ifPresent(
                        i -> svg.line(kind, left(i.low()), top(mark), left(i.high()), top(mark)));
        mark.interval(up.quantity())
                .ifPresent(
                        i -> svg.line(kind, left(mark), top(i.low()), left(mark), top(i.high())));
    }

    private void drawMark(Svg svg, Mark mark) {
        String tip = mark.tip(List.of(across.quantity(), up.quantity()));
        switch (mark.kind()) {
            case Mark.FRONT -> svg.circle("front", left(mark), top(mark), FRONT_RADIUS, tip);
            case Mark.BEST -> svg.diamond("best", left(mark), top(mark), BEST_RADIUS, tip);
            default -> {
                String kind = beyond(mark) ? "baseline outside" : "baseline";
                svg.diamond(kind, left(mark), top(mark), BASELINE_RADIUS, tip);
            }
        }
    }

    private Labels.Label label(Mark mark) {
        boolean best = mark.kind().equals(Mark.BEST);
        return new Labels.Label(left(mark), top(mark), mark.label(), best ? "label-best" : "label");
    }
}
