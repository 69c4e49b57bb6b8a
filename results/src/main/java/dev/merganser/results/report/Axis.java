package dev.merganser.results.report;

import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One quantity laid out on a line of pixels so that better values come later: to the right, or
 * upwards. Values that are far worse than all that must be shown are held at the worse end.
 *
 * @param worst value at the worse end
 * @param best value at the better end
 */
record Axis(Objective quantity, double worst, double best) {
    /** How far beyond the range of the shown, as a share of it, others still stretch the axis. */
    private static final double REACH = 0.6;

    /** Fewer than these have no range to go by: then all others are shown, too. */
    private static final int FEW = 3;

    private static final double MARGIN = 0.06;
    private static final Map<String, String> UNITS =
            Map.of(
                    "accuracy", "share of items",
                    "nll", "nats per item",
                    "latency", "ms",
                    "mse", "squared error");

    /** The axis that shows all of some values and those of the others that are not far off. */
    static Axis of(Objective quantity, List<Double> shown, List<Double> others) {
        List<Double> core = shown.size() < FEW ? all(shown, others) : shown;
        double low = core.stream().mapToDouble(quantity::cost).min().orElse(0);
        double high = core.stream().mapToDouble(quantity::cost).max().orElse(1);
        double reach = high + REACH * Math.max(high - low, 1e-9 + 0.02 * Math.abs(high));
        double lowest = Math.min(low, lowest(quantity, others, low));
        double highest =
                others.stream()
                        .mapToDouble(quantity::cost)
                        .filter(cost -> cost <= reach)
                        .reduce(high, Math::max);
        double margin = MARGIN * Math.max(highest - lowest, 1e-6 + 0.01 * Math.abs(highest));
        return new Axis(quantity, quantity.cost(highest + margin), quantity.cost(lowest - margin));
    }

    private static List<Double> all(List<Double> shown, List<Double> others) {
        return Stream.concat(shown.stream(), others.stream()).toList();
    }

    private static double lowest(Objective quantity, List<Double> values, double otherwise) {
        return values.stream().mapToDouble(quantity::cost).min().orElse(otherwise);
    }

    /** Where a value lies: 0 at the worse end, 1 at the better one. */
    double share(double value) {
        return Math.clamp((value - worst) / (best - worst), 0.0, 1.0);
    }

    /** Whether a value lies beyond the worse end. */
    boolean beyond(double value) {
        return (value - worst) / (best - worst) < 0;
    }

    /** About {@code count} round values inside. */
    List<Double> ticks(int count) {
        double step = step(count);
        double low = Math.min(worst, best);
        double high = Math.max(worst, best);
        var ticks = new ArrayList<Double>();
        for (double i = Math.ceil(low / step); i * step <= high; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private double step(int count) {
        double raw = Math.abs(best - worst) / count;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double digit = raw / power;
        double round = digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10;
        return round * power;
    }

    /** A tick's text, with as many digits as the steps need. */
    String tickText(double tick, int count) {
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step(count)) + 1e-9));
        return String.format(Locale.ROOT, "%." + digits + "f", tick + 0.0);
    }

    /** Name, unit and direction. */
    String label() {
        String unit = UNITS.getOrDefault(quantity.metric(), "");
        return quantity.name() + (unit.isEmpty() ? "" : " (" + unit + ")");
    }

    /** Which values are better; the arrow points along the axis. */
    String better() {
        return quantity.direction() == Direction.MINIMIZE
                ? "lower is better →"
                : "higher is better →";
    }
}
