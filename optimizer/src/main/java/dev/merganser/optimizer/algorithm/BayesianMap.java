package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.BayesianMapSettings;
import dev.merganser.optimizer.surrogate.Cells;
import dev.merganser.optimizer.surrogate.SurrogateFit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Bayesian MAP (arXiv:2406.07529): after a few points and a fit, more points go to directions in
 * which the quadratics are poor, so many times; then the front of quadratics fitted to all points
 * is evaluated. Unlike the published program, the last points are part of the last fit.
 *
 * <p>Directions are those of the vector of sizes of weights: each counts from weight 0, or from the
 * end of its range next to it, to both sides where the range has both; a new point goes to a side
 * as often as its share of the range. Genes that are no weights count from 0 to 1.
 */
final class BayesianMap extends AmortizedSearch {

    /** The name of this algorithm in settings and streams. */
    static final String NAME = "bayesian_map";

    private final BayesianMapSettings bayesian;
    private final double[] lows;
    private final double[] widths;

    /** How far each weight reaches below where it counts from. */
    private final double[] belows;

    private final List<double[]> design;
    private final Cells cells;
    private final FrontRounds rounds;

    BayesianMap(AlgorithmSettings settings) {
        super(settings, NAME, of(settings).front().batch());
        this.bayesian = of(settings);
        WeightGenes genes = WeightGenes.of(settings.layout());
        this.lows = IntStream.range(0, settings.genes()).mapToDouble(genes::low).toArray();
        this.widths = new double[lows.length];
        Arrays.setAll(widths, i -> genes.high(i) - lows[i]);
        this.belows = new double[lows.length];
        Arrays.setAll(belows, i -> Math.clamp(0.0, lows[i], genes.high(i)) - lows[i]);
        this.design =
                bayesian.sampling()
                        .points(
                                settings.genes(),
                                given(),
                                Streams.of(settings.seed(), NAME + "." + Origins.DESIGN, 0));
        this.cells = new Cells(settings.genes(), bayesian.cells());
        this.rounds = new FrontRounds(settings, bayesian.front());
    }

    private static BayesianMapSettings of(AlgorithmSettings settings) {
        return settings.form().orElse(BayesianMapSettings.DEFAULT)
                        instanceof BayesianMapSettings own
                ? own
                : BayesianMapSettings.DEFAULT;
    }

    /** The first candidate after starts and design. */
    private int firstOfUpdates() {
        return settings().starts().size() + design.size() + 1;
    }

    @Override
    int firstOfRounds() {
        return firstOfUpdates() + bayesian.iterations() * bayesian.update();
    }

    @Override
    int neededBefore(int candidate) {
        int inUpdates = candidate - firstOfUpdates();
        return inUpdates < 0 ? 0 : candidate - 1 - inUpdates % bayesian.update();
    }

    @Override
    Proposal before(int candidate) {
        return candidate < firstOfUpdates()
                ? proposal(
                        designed(design.get(candidate - settings().starts().size() - 1)),
                        Origins.DESIGN)
                : updated(candidate);
    }

    private List<Double> designed(double[] point) {
        return IntStream.range(0, point.length)
                .mapToObj(
                        i ->
                                bayesian.sampling().isInWeights()
                                        ? inside((point[i] - lows[i]) / widths[i])
                                        : (Double) point[i])
                .toList();
    }

    private static double inside(double gene) {
        return Math.clamp(gene, 0.0, 1.0);
    }

    private Proposal updated(int candidate) {
        if ((candidate - firstOfUpdates()) % bayesian.update() == 0) {
            learn(candidate);
        }
        RandomGenerator random =
                Streams.of(settings().seed(), NAME + "." + Origins.UPDATE, candidate);
        double[] sided = sided(cells.direction(random), random);
        double radius = radius(sided, random);
        return proposal(
                IntStream.range(0, sided.length)
                        .mapToObj(i -> inside((belows[i] + radius * sided[i]) / widths[i]))
                        .toList(),
                Origins.UPDATE);
    }

    /** A direction with signs, drawn where a weight reaches to both sides. */
    private double[] sided(double[] direction, RandomGenerator random) {
        double[] sided = direction.clone();
        for (int i = 0; i < sided.length; i++) {
            if (belows[i] > 0 && random.nextDouble() * widths[i] < belows[i]) {
                sided[i] = -sided[i];
            }
        }
        return sided;
    }

    private double radius(double[] direction, RandomGenerator random) {
        BayesianMapSettings.Radius radius = bayesian.radius();
        double drawn = radius.low() + random.nextDouble() * (radius.high() - radius.low());
        return radius.relative() ? drawn * edge(direction) : drawn;
    }

    /** How far the space reaches in a direction. */
    private double edge(double[] direction) {
        return IntStream.range(0, direction.length)
                .filter(i -> direction[i] != 0)
                .mapToDouble(i -> room(i, direction[i]) / Math.abs(direction[i]))
                .min()
                .orElse(0);
    }

    private double room(int gene, double side) {
        return side < 0 ? belows[gene] : widths[gene] - belows[gene];
    }

    /** Makes cells likely in which the fit to all points so far is poor. */
    private void learn(int candidate) {
        Evaluated evaluated = trials().evaluated();
        if (!evaluated.canBeFitted()) {
            return;
        }
        SurrogateFit fit =
                SurrogateFit.of(
                        evaluated.alike(),
                        settings().evidence().directions(),
                        bayesian.front().warp());
        fitted(Optional.of(new Fitted(evaluated.tried().size(), fit.models(), List.of())));
        List<double[]> points = evaluated.points();
        double[] squares = new double[points.size()];
        Arrays.setAll(squares, i -> square(fit.costs(points.get(i)), evaluated.costs().get(i)));
        cells.learn(
                points.stream().map(this::coordinates).toList(),
                squares,
                Streams.of(settings().seed(), NAME + ".cells", candidate));
    }

    /** The mean over objectives of squared residuals, in ranges. */
    private double square(double[] foretold, double[] found) {
        double sum = 0;
        for (int i = 0; i < found.length; i++) {
            double off = (foretold[i] - found[i]) / settings().ranges().get(i);
            sum += off * off;
        }
        return sum / found.length;
    }

    private double[] coordinates(double[] genes) {
        double[] coordinates = new double[genes.length];
        Arrays.setAll(coordinates, i -> Math.abs(genes[i] * widths[i] - belows[i]));
        return coordinates;
    }

    @Override
    Scope scope() {
        return wholeSpace(rounds);
    }

    @Override
    public boolean isFinished() {
        return rounds.isSettled();
    }
}
