package dev.merganser.results.report;

import dev.merganser.results.report.LossCurve.Point;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The loss that was descended over the losses asked for: on draws, and on held-out items. */
final class LossPicture {
    private static final double MARGIN = 0.06;
    private static final double ROOM_FOR_TASKS = 130;
    private static final double LABEL_HEIGHT = 14;

    /** Draws beyond this many standard deviations of theirs are held at the edge. */
    private static final double REACH = 3;

    private final LossCurve curve;

    private LossPicture(LossCurve curve) {
        this.curve = curve;
    }

    /** The loss in all. */
    static String total(LossCurve curve) {
        return new LossPicture(curve).total();
    }

    /** The loss on held-out items by task; nothing where there is one task or one point. */
    static String tasks(LossCurve curve) {
        boolean several =
                curve.heldOut().size() > 1 && curve.heldOut().getFirst().tasks().size() > 1;
        return several ? new LossPicture(curve).byTask() : "";
    }

    private String total() {
        CurvePlot plot = plot("loss", shown(), 0);
        plot.drawFrame("← lower is better");
        line(plot, "line-draws", curve.draws(), Point::total);
        line(plot, "curve", curve.heldOut(), Point::total);
        for (Point point : curve.heldOut()) {
            dot(plot, "front", point, 2.5);
        }
        curve.best().ifPresent(best -> dot(plot, "best", best, 5));
        return plot.inline("Loss over " + curve.asked());
    }

    private static void dot(CurvePlot plot, String kind, Point point, double radius) {
        String tip = "held out, after %d: %s".formatted(point.after(), Numbers.text(point.total()));
        plot.svg().circle(kind, plot.left(point.after()), plot.top(point.total()), radius, tip);
    }

    /** All losses on held-out items, and those on draws that are not far off. */
    private double[] shown() {
        double mean = curve.draws().stream().mapToDouble(Point::total).average().orElse(0);
        double variance =
                curve.draws().stream()
                        .mapToDouble(point -> (point.total() - mean) * (point.total() - mean))
                        .average()
                        .orElse(0);
        double reach = REACH * Math.sqrt(variance);
        return DoubleStream.concat(
                        curve.heldOut().stream().mapToDouble(Point::total),
                        curve.draws().stream()
                                .mapToDouble(Point::total)
                                .filter(total -> Math.abs(total - mean) <= reach))
                .toArray();
    }

    private String byTask() {
        double[] all =
                curve.heldOut().stream()
                        .flatMap(point -> point.tasks().values().stream())
                        .mapToDouble(Double::doubleValue)
                        .toArray();
        CurvePlot plot = plot("loss of each task", all, ROOM_FOR_TASKS);
        plot.drawFrame("← lower is better");
        for (String task : tasks()) {
            line(plot, "line-task", curve.heldOut(), point -> loss(point, task));
        }
        labels(plot);
        return plot.inline("Loss on held-out items by task");
    }

    private List<String> tasks() {
        return List.copyOf(curve.heldOut().getFirst().tasks().keySet());
    }

    private static double loss(Point point, String task) {
        return point.tasks().getOrDefault(task, Double.NaN);
    }

    /** Names of the tasks beside the ends of their lines, none upon another. */
    private void labels(CurvePlot plot) {
        Point last = curve.heldOut().getLast();
        List<String> fromTop = new ArrayList<>(tasks());
        fromTop.sort(Comparator.comparingDouble(task -> plot.top(loss(last, task))));
        double lowest = Double.NEGATIVE_INFINITY;
        for (String task : fromTop) {
            double at = Math.max(plot.top(loss(last, task)) + 4, lowest + LABEL_HEIGHT);
            lowest = at;
            String text = task + " " + Numbers.text(loss(last, task));
            plot.svg().text("legend", plot.right() + 8, at, "start", text);
        }
    }

    private CurvePlot plot(String up, double[] values, double room) {
        double low = DoubleStream.of(values).min().orElse(0);
        double high = DoubleStream.of(values).max().orElse(1);
        double margin = MARGIN * Math.max(high - low, 1e-6 + 0.01 * Math.abs(high));
        return CurvePlot.of(
                curve.gradients() == curve.draws().size() ? "gradients" : "losses on draws",
                Math.max(curve.draws().size(), 1),
                up,
                low - margin,
                high + margin,
                room);
    }

    private static void line(
            CurvePlot plot, String kind, List<Point> points, ToDoubleFunction<Point> value) {
        var path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? 'M' : 'L')
                    .append(Svg.number(plot.left(point.after())))
                    .append(' ')
                    .append(Svg.number(plot.top(value.applyAsDouble(point))));
        }
        if (!path.isEmpty()) {
            plot.svg().path(kind, path.toString(), "");
        }
    }
}
