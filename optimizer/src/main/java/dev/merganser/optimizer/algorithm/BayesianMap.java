package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.BayesianMapSettings;
import dev.merganser.optimizer.surrogate.Cells;
import dev.merganser.optimizer.surrogate.SurrogateFit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Bayesian MAP (arXiv:2406.07529): after a few points and a fit, more points go to directions in
 * which the quadratics are poor, so many times; then the front of quadratics fitted to all points
 * is evaluated. Unlike the published program, the last points are part of the last fit.
 *
 * <p>Directions are those of the vector of sizes of weights: each counts from weight 0, or from the
 * end of its range next to it, to both sides where the range has both; a new point goes to a side
 * as often as its share of the range. Genes that are no weights count from 0 to 1.
 */
final class BayesianMap implements Algorithm {

    /** The name of this algorithm in settings and streams. */
    static final String NAME = "bayesian_map";

    private final AlgorithmSettings settings;
    private final BayesianMapSettings bayesian;
    private final double[] lows;
    private final double[] widths;

    /** How far each weight reaches below where it counts from. */
    private final double[] belows;

    private final List<double[]> design;
    private final Cells cells;
    private final Trials trials = new Trials();
    private final FrontRounds rounds;
    private List<List<Double>> round = List.of();
    private Optional<Fitted> fitted = Optional.empty();

    BayesianMap(AlgorithmSettings settings) {
        this.settings = settings;
        this.bayesian =
                settings.form().orElse(BayesianMapSettings.DEFAULT)
                                instanceof BayesianMapSettings own
                        ? own
                        : BayesianMapSettings.DEFAULT;
        WeightGenes genes = WeightGenes.of(settings.layout());
        this.lows = IntStream.range(0, settings.genes()).mapToDouble(genes::low).toArray();
        this.widths = new double[lows.length];
        Arrays.setAll(widths, i -> genes.high(i) - lows[i]);
        this.belows = new double[lows.length];
        Arrays.setAll(belows, i -> Math.clamp(0.0, lows[i], genes.high(i)) - lows[i]);
        trials.know(settings.evidence());
        this.design =
                bayesian.sampling()
                        .points(
                                settings.genes(),
                                given(),
                                Streams.of(settings.seed(), NAME + "." + Origins.DESIGN, 0));
        this.cells = new Cells(settings.genes(), bayesian.cells());
        this.rounds = new FrontRounds(settings, bayesian.front());
    }

    /** What the design adds to: what is known, and the starts. */
    private List<double[]> given() {
        return Stream.concat(points().stream(), settings.starts().stream().map(BayesianMap::array))
                .toList();
    }

    private static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The first candidate after starts and design. */
    private int firstOfUpdates() {
        return settings.starts().size() + design.size() + 1;
    }

    private int firstOfRounds() {
        return firstOfUpdates() + bayesian.iterations() * bayesian.update();
    }

    @Override
    public int needed(int candidate) {
        if (candidate < firstOfUpdates()) {
            return 0;
        }
        return candidate
                - 1
                - (candidate < firstOfRounds()
                        ? (candidate - firstOfUpdates()) % bayesian.update()
                        : (candidate - firstOfRounds()) % bayesian.front().batch());
    }

    @Override
    public Optional<Fitted> fitted() {
        return fitted;
    }

    @Override
    public Proposal ask(int candidate) {
        fitted = Optional.empty();
        Proposal proposal =
                candidate < firstOfUpdates()
                        ? first(candidate)
                        : candidate < firstOfRounds() ? updated(candidate) : ofFront(candidate);
        return trials.ask(candidate, proposal);
    }

    private Proposal first(int candidate) {
        int starts = settings.starts().size();
        return candidate <= starts
                ? Origins.start(settings.starts().get(candidate - 1))
                : proposal(designed(design.get(candidate - starts - 1)), Origins.DESIGN);
    }

    private static Proposal proposal(List<Double> genes, String origin) {
        return new Proposal(genes, origin, List.of());
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
                Streams.of(settings.seed(), NAME + "." + Origins.UPDATE, candidate);
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
        if (trials.scored().size() < 2) {
            return;
        }
        SurrogateFit fit =
                SurrogateFit.of(
                        points(),
                        costs(),
                        settings.evidence().directions(),
                        bayesian.front().warp());
        fitted = Optional.of(new Fitted(points().size(), fit.models(), List.of()));
        double[] squares = new double[points().size()];
        Arrays.setAll(squares, i -> square(fit.costs(points().get(i)), costs().get(i)));
        cells.learn(
                points().stream().map(this::coordinates).toList(),
                squares,
                Streams.of(settings.seed(), NAME + ".cells", candidate));
    }

    /** The mean over objectives of squared residuals, in ranges. */
    private double square(double[] foretold, double[] found) {
        double sum = 0;
        for (int i = 0; i < found.length; i++) {
            double off = (foretold[i] - found[i]) / settings.ranges().get(i);
            sum += off * off;
        }
        return sum / found.length;
    }

    private double[] coordinates(double[] genes) {
        double[] coordinates = new double[genes.length];
        Arrays.setAll(coordinates, i -> Math.abs(genes[i] * widths[i] - belows[i]));
        return coordinates;
    }

    private List<double[]> points() {
        return trials.scored().stream().map(trial -> array(trial.genes())).toList();
    }

    private List<double[]> costs() {
        return trials.scored().stream().map(Trials.Trial::costs).toList();
    }

    private Proposal ofFront(int candidate) {
        int inRound = (candidate - firstOfRounds()) % bayesian.front().batch();
        if (inRound == 0) {
            round =
                    rounds.next(
                            points(),
                            costs(),
                            trials.proposed(),
                            trials.known(),
                            Streams.of(settings.seed(), NAME + ".front", candidate).nextLong());
            fitted = rounds.fitted();
        }
        return inRound < round.size()
                ? proposal(round.get(inRound), Origins.SURROGATE)
                : proposal(drawn(candidate), Origins.RANDOM);
    }

    /** Where the surrogates promise nothing new. */
    private List<Double> drawn(int candidate) {
        return Streams.of(settings.seed(), NAME, candidate)
                .doubles(settings.genes())
                .boxed()
                .toList();
    }

    @Override
    public void tell(int candidate, Outcome outcome) {
        trials.tell(candidate, outcome);
        int before = candidate + 1 - firstOfRounds();
        if (before >= 0 && before % bayesian.front().batch() == 0) {
            rounds.settle(trials.proposed());
        }
    }

    @Override
    public boolean isFinished() {
        return rounds.isSettled();
    }
}
