package dev.merganser.optimizer.surrogate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Directions of Bayesian MAP, divided into cells of equal angles, with how likely each is to get
 * the next point (arXiv:2406.07529, algorithm of Bayesian MAP). Only cells with points are stored,
 * so any number of genes will do.
 *
 * <p>A cell's score is the mean plus half the standard deviation of the squared residuals in it;
 * the deviation is that of means over 30 random selections of four fifths of them. Each selection
 * is from the whole cell; the published program selects from what the last one left.
 */
public final class Cells {

    private static final int FINE = 4;
    private static final int COARSE = 2;
    private static final int FINE_BELOW = 4;
    private static final int SELECTIONS = 30;
    private static final double DROPPED = 0.2;
    private static final double SPREAD = 0.5;
    private static final int DRAWS = 100;

    /** A cell keeps e to this of the likeliest one's share, so that it can come back. */
    private static final double LOWEST_LOG = -30;

    private final int variables;
    private final int bins;
    private final CellSettings settings;
    private final Map<List<Integer>, Double> likely = new LinkedHashMap<>();
    private double unseen = 1;

    /** Cells of so many variables, all equally likely. */
    public Cells(int variables, CellSettings settings) {
        this.variables = variables;
        this.bins = variables < FINE_BELOW ? FINE : COARSE;
        this.settings = settings;
    }

    /** The cell of a point: which bin each angle is in. */
    List<Integer> cell(double[] point) {
        return Arrays.stream(Hypersphere.angles(point))
                .mapToObj(angle -> Math.min((int) (angle / width()), bins - 1))
                .toList();
    }

    private double width() {
        return StrictMath.PI / 2 / bins;
    }

    private double total() {
        return StrictMath.pow(bins, variables - 1.0);
    }

    /**
     * Multiplies how likely each cell is by the softmax of the scores, in logarithms with a floor.
     *
     * @param points coordinates, none negative
     * @param squares squared residual of each point
     */
    public void learn(List<double[]> points, double[] squares, RandomGenerator random) {
        Map<List<Integer>, Double> scores = scores(points, squares, random);
        if (scores.isEmpty()) {
            return;
        }
        double highest = Collections.max(scores.values());
        double unit = settings.relative() && highest > 0 ? highest : 1;
        Map<List<Integer>, Double> logs = new LinkedHashMap<>();
        likely.forEach((cell, share) -> logs.put(cell, StrictMath.log(share)));
        scores.forEach(
                (cell, score) ->
                        logs.put(
                                cell,
                                StrictMath.log(likelihood(cell))
                                        + (score - highest) / unit / settings.temperature()));
        double last = settings.explore() ? StrictMath.log(unseen) : Double.NEGATIVE_INFINITY;
        weigh(logs, last);
    }

    /** Shares of logarithms, none of a seen cell beyond the floor, all together 1. */
    private void weigh(Map<List<Integer>, Double> logs, double last) {
        double top = Math.max(last, Collections.max(logs.values()));
        logs.forEach(
                (cell, log) -> likely.put(cell, StrictMath.exp(Math.max(log - top, LOWEST_LOG))));
        unseen = StrictMath.exp(last - top);
        double sum = likely.values().stream().mapToDouble(Double::doubleValue).sum();
        double all = sum + unseen * (total() - likely.size());
        likely.replaceAll((_, share) -> share / all);
        unseen /= all;
    }

    private Map<List<Integer>, Double> scores(
            List<double[]> points, double[] squares, RandomGenerator random) {
        Map<List<Integer>, List<Double>> byCell = new LinkedHashMap<>();
        for (int i = 0; i < squares.length; i++) {
            byCell.computeIfAbsent(cell(points.get(i)), _ -> new ArrayList<>()).add(squares[i]);
        }
        Map<List<Integer>, Double> scores = new LinkedHashMap<>();
        byCell.forEach((cell, inside) -> scores.put(cell, score(inside, random)));
        return scores;
    }

    /** The mean of squared residuals plus half the standard deviation of means of four fifths. */
    static double score(List<Double> squares, RandomGenerator random) {
        double[] means = new double[SELECTIONS];
        Arrays.setAll(means, _ -> mean(selected(squares, random)));
        return mean(squares) + SPREAD * deviation(means);
    }

    private static List<Double> selected(List<Double> squares, RandomGenerator random) {
        List<Double> left = new ArrayList<>(squares);
        for (int dropped = (int) (DROPPED * squares.size()); dropped > 0; dropped--) {
            left.remove(random.nextInt(left.size()));
        }
        return left;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    /** How likely a cell is; all together 1 once something was learned. */
    double likelihood(List<Integer> cell) {
        return likely.getOrDefault(cell, unseen);
    }

    /** A direction drawn from a likely cell, evenly within it: a point at distance 1. */
    public double[] direction(RandomGenerator random) {
        List<Integer> cell = drawn(random);
        double[] angles = new double[variables - 1];
        Arrays.setAll(angles, i -> (cell.get(i) + random.nextDouble()) * width());
        return Hypersphere.point(1, angles);
    }

    private List<Integer> drawn(RandomGenerator random) {
        double seen = likely.values().stream().mapToDouble(Double::doubleValue).sum();
        double left = random.nextDouble() * (seen + unseen * (total() - likely.size()));
        List<Integer> last = List.of();
        for (Map.Entry<List<Integer>, Double> entry : likely.entrySet()) {
            last = entry.getKey();
            left -= entry.getValue();
            if (left < 0) {
                return last;
            }
        }
        return unseen > 0 ? drawnUnseen(random) : last;
    }

    /** One of the cells without points; where they are hard to find, maybe another one. */
    private List<Integer> drawnUnseen(RandomGenerator random) {
        List<Integer> cell = anyCell(random);
        for (int draw = 0; draw < DRAWS && likely.containsKey(cell); draw++) {
            cell = anyCell(random);
        }
        return cell;
    }

    private List<Integer> anyCell(RandomGenerator random) {
        return random.ints(variables - 1L, 0, bins).boxed().toList();
    }
}
