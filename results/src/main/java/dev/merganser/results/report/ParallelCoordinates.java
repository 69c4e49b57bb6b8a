package dev.merganser.results.report;

import dev.merganser.results.value.Objective;

import java.util.Comparator;
import java.util.List;

/**
 * One panel: a vertical axis for each quantity, better upwards, and a line for each front member
 * and baseline.
 *
 * @param x left edge
 * @param y top edge of the axes
 */
record ParallelCoordinates(List<Axis> axes, double x, double y, double width, double height) {
    private static final int TICKS = 5;
    private static final double SIDE = 70;
    private static final double LINE = 13;

    void draw(Svg svg, List<Mark> marks) {
        marks.forEach(mark -> drawLine(svg, mark));
        for (int i = 0; i < axes.size(); i++) {
            drawAxis(svg, i);
        }
        marks.stream().filter(mark -> !mark.isFront()).forEach(mark -> drawPoints(svg, mark));
        if (axes.size() == 1) {
            marks.stream().filter(Mark::isFront).forEach(mark -> drawAlone(svg, mark));
        }
        drawLabels(svg, marks);
    }

    private double left(int axis) {
        return axes.size() == 1
                ? x + width / 2
                : x + SIDE + axis * (width - 2 * SIDE) / (axes.size() - 1);
    }

    private double top(int axis, Mark mark) {
        return y + (1 - axes.get(axis).share(mark.value(axes.get(axis).quantity()))) * height;
    }

    private void drawAxis(Svg svg, int i) {
        Axis axis = axes.get(i);
        double at = left(i);
        svg.line("axis-line", at, y, at, y + height);
        for (double tick : axis.ticks(TICKS)) {
            double top = y + (1 - axis.share(tick)) * height;
            svg.line("axis-line", at - 4, top, at, top);
            svg.text("tick halo", at - 7, top + 3.5, "end", axis.tickText(tick, TICKS));
        }
        svg.text("axis", at, y - 28, "middle", axis.quantity().name());
        svg.text("better", at, y - 13, "middle", axis.better().replace("→", "↑"));
    }

    private void drawLine(Svg svg, Mark mark) {
        var path = new StringBuilder();
        for (int i = 0; i < axes.size(); i++) {
            if (mark.has(axes.get(i).quantity())) {
                path.append(path.isEmpty() ? "M" : "L");
                path.append(Svg.number(left(i))).append(" ").append(Svg.number(top(i, mark)));
            }
        }
        if (!path.isEmpty()) {
            String tip = mark.tip(axes.stream().map(Axis::quantity).toList());
            svg.path("line-" + mark.kind(), path.toString(), tip);
        }
    }

    private void drawPoints(Svg svg, Mark mark) {
        boolean best = mark.kind().equals(Mark.BEST);
        for (int i = 0; i < axes.size(); i++) {
            Axis axis = axes.get(i);
            if (mark.has(axis.quantity())) {
                boolean beyond = axis.beyond(mark.value(axis.quantity()));
                String kind = mark.kind() + (beyond ? " outside" : "");
                svg.diamond(kind, left(i), top(i, mark), best ? 6 : 4, "");
            }
        }
    }

    /** Of one objective, a front has a point and no line. */
    private void drawAlone(Svg svg, Mark mark) {
        Objective quantity = axes.getFirst().quantity();
        if (mark.has(quantity)) {
            svg.circle(mark.kind(), left(0), top(0, mark), 4, mark.tip(List.of(quantity)));
        }
    }

    /** The baselines' names beside the last axis, moved apart, each with a line to its point. */
    private void drawLabels(Svg svg, List<Mark> marks) {
        int last = axes.size() - 1;
        List<Mark> falling =
                marks.stream()
                        .filter(mark -> !mark.isFront() && mark.has(axes.get(last).quantity()))
                        .sorted(Comparator.comparingDouble(mark -> top(last, mark)))
                        .toList();
        double[] tops = apart(falling.stream().mapToDouble(mark -> top(last, mark)).toArray());
        for (int i = 0; i < tops.length; i++) {
            Mark mark = falling.get(i);
            double at = left(last);
            svg.line("leader", at + 6, top(last, mark), at + 24, tops[i]);
            String kind = mark.kind().equals(Mark.BEST) ? "label-best" : "label";
            svg.text(kind, at + 28, tops[i] + 4, "start", mark.label());
        }
    }

    /**
     * Rising positions with a line's height between them, moved as little as a sweep both ways can.
     */
    private double[] apart(double[] rising) {
        double[] tops = rising.clone();
        for (int i = 1; i < tops.length; i++) {
            tops[i] = Math.max(tops[i], tops[i - 1] + LINE);
        }
        double limit = y + height + LINE / 2;
        for (int i = tops.length - 1; i >= 0; i--) {
            tops[i] = Math.min(tops[i], limit);
            limit = tops[i] - LINE;
        }
        return tops;
    }
}
