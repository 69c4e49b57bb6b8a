package dev.merganser.optimizer.algorithm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Separable CMA-ES on the weighted sum of the costs, by ask and tell, in generations.
 *
 * <p>Start points come first, and the mean starts at the best of them where no centre is set. A
 * draw the unit cube is clipped; its cost counts more by a small quadratic penalty on the distance.
 * A candidate that failed ranks last. When the distribution has converged it starts again from the
 * best point known, wider and, with several objectives, with more weight on one of them in turn.
 */
public final class SepCmaEs implements Algorithm {

    /** The name of this algorithm in settings and streams. */
    public static final String NAME = "cmaes";

    private static final double PENALTY = 0.01;
    private static final double CONVERGED_DEVIATION = 1e-6;
    private static final double CONVERGED_SPREAD = 1e-12;
    private static final double MAX_RESTART_STEP_SIZE = 0.3;

    private final AlgorithmSettings settings;
    private final StrategyConstants constants;
    private final int population;
    private final Map<Integer, double[]> drawn = new HashMap<>();
    private final List<Told> generation = new ArrayList<>();
    private final List<Scored> archive = new ArrayList<>();
    private WeightedSum scaling;
    private SeparableStrategy strategy;
    private int restarts;

    /** A told candidate of the generation under way; a failed one has an infinite cost. */
    private record Told(List<Double> point, double cost) {}

    /** A point of the cube with its costs. */
    private record Scored(List<Double> genes, List<Double> costs) {}

    public SepCmaEs(AlgorithmSettings settings) {
        this.settings = settings;
        this.population =
                Math.max(
                        2,
                        settings.population()
                                .orElse(StrategyConstants.population(settings.genes())));
        this.constants = StrategyConstants.of(settings.genes(), population);
        this.scaling = WeightedSum.of(settings.weights(), settings.ranges());
        this.strategy = new SeparableStrategy(constants, centre(settings), settings.stepSize());
    }

    /** Without the start points, for a portfolio in which another algorithm proposes them. */
    SepCmaEs withoutStarts() {
        return new SepCmaEs(settings.withCentre(asList(centre(settings))).withStarts(List.of()));
    }

    /** Candidates in a generation: as set, but at least 2; else 4 + ⌊3 ln n⌋. */
    public int population() {
        return population;
    }

    private static double[] centre(AlgorithmSettings settings) {
        List<Double> middle = Collections.nCopies(settings.genes(), 0.5);
        List<Double> first = settings.starts().stream().findFirst().orElse(middle);
        return array(settings.centre().orElse(first));
    }

    @Override
    public int needed(int candidate) {
        int starts = settings.starts().size();
        int drawnBefore = candidate - starts - 1;
        return drawnBefore < 0 ? 0 : starts + drawnBefore / population * population;
    }

    @Override
    public Proposal ask(int candidate) {
        if (candidate <= settings.starts().size()) {
            List<Double> start = settings.starts().get(candidate - 1);
            drawn.put(candidate, array(start));
            return Origins.start(start);
        }
        Gaussians gaussians = new Gaussians(Streams.of(settings.seed(), NAME, candidate));
        double[] point = strategy.sample(gaussians);
        drawn.put(candidate, point);
        return new Proposal(asList(clip(point)), Origins.CMAES, List.of());
    }

    @Override
    public void tell(int candidate, Outcome outcome) {
        double[] point = drawn.remove(candidate);
        if (point == null) {
            throw new IllegalArgumentException("Candidate " + candidate + " was never proposed");
        }
        Told told = new Told(asList(point), cost(point, outcome));
        if (candidate <= settings.starts().size()) {
            moveToBestStart();
            return;
        }
        generation.add(told);
        if (generation.size() == population) {
            endGeneration();
            generation.clear();
        }
    }

    private void moveToBestStart() {
        if (settings.centre().isEmpty()) {
            strategy = new SeparableStrategy(constants, best(), settings.stepSize());
        }
    }

    private double cost(double[] point, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Costs costs -> {
                double[] genes = clip(point);
                archive.add(new Scored(asList(genes), costs.values()));
                yield scaling.of(costs.values()) + PENALTY * squaredDistance(point, genes);
            }
            case Outcome.Failed _ -> Double.POSITIVE_INFINITY;
        };
    }

    private void endGeneration() {
        List<Told> ranked =
                generation.stream().sorted(Comparator.comparingDouble(Told::cost)).toList();
        if (ranked.getFirst().cost() == Double.POSITIVE_INFINITY) {
            strategy.shrink();
        } else {
            strategy.update(ranked.stream().map(told -> array(told.point())).toList());
        }
        if (hasConverged(ranked)) {
            restart();
        }
    }

    private boolean hasConverged(List<Told> ranked) {
        double spread = ranked.getLast().cost() - ranked.getFirst().cost();
        return strategy.largestDeviation() < CONVERGED_DEVIATION || spread < CONVERGED_SPREAD;
    }

    private void restart() {
        WeightedSum equal = WeightedSum.of(settings.weights(), settings.ranges());
        scaling = equal.towards(restarts % settings.objectives());
        restarts++;
        double widest = Math.max(MAX_RESTART_STEP_SIZE, settings.stepSize());
        double stepSize = Math.min(widest, settings.stepSize() * (1 + restarts));
        strategy = new SeparableStrategy(constants, best(), stepSize);
    }

    private double[] best() {
        return archive.stream()
                .min(Comparator.comparingDouble((Scored scored) -> scaling.of(scored.costs())))
                .map(scored -> array(scored.genes()))
                .orElseGet(() -> centre(settings));
    }

    private static double[] clip(double[] point) {
        return DoubleStream.of(point).map(gene -> Math.max(0, Math.min(1, gene))).toArray();
    }

    private static double squaredDistance(double[] point, double[] clipped) {
        double sum = 0;
        for (int i = 0; i < point.length; i++) {
            sum += (point[i] - clipped[i]) * (point[i] - clipped[i]);
        }
        return sum;
    }

    private static List<Double> asList(double[] genes) {
        return DoubleStream.of(genes).boxed().toList();
    }

    private static double[] array(List<Double> genes) {
        return genes.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
