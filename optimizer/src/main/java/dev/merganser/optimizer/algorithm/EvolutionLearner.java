package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.coefficient.CoefficientProblem;
import dev.merganser.optimizer.coefficient.Learner;
import dev.merganser.optimizer.coefficient.Regularizer;
import dev.merganser.optimizer.coefficient.Vectors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * Learns coefficients by separable CMA-ES on the losses instead of their slopes. A step is a
 * generation, all on one draw; where it stands is the mean of the distribution.
 */
final class EvolutionLearner implements Learner {

    private static final String STREAM = "sep-cmaes-losses";

    private final CoefficientProblem problem;
    private final Regularizer regularizer;
    private final SeparableStrategy distribution;
    private final int population;
    private final long seed;

    /** A draw from the distribution with its cost. */
    private record Ranked(List<Double> point, double cost) {}

    /**
     * A learner at the start of a problem.
     *
     * @param population candidates in a generation; empty: 4 + ⌊3 ln n⌋
     * @param stepSize the first, as a share of a coefficient's range
     */
    EvolutionLearner(
            CoefficientProblem problem, OptionalInt population, double stepSize, long seed) {
        int size = problem.start().size();
        this.problem = problem;
        this.regularizer = problem.regularizer();
        this.population = Math.max(2, population.orElse(StrategyConstants.population(size)));
        this.seed = seed;
        this.distribution =
                new SeparableStrategy(
                        StrategyConstants.separable(size, this.population),
                        shares(problem.start()),
                        stepSize);
    }

    @Override
    public void step(long draw) {
        var gaussians = new Gaussians(Streams.of(seed, STREAM, draw));
        List<Ranked> generation = new ArrayList<>();
        for (int i = 0; i < population; i++) {
            double[] point = distribution.sample(gaussians);
            generation.add(new Ranked(Vectors.list(point), cost(draw, point)));
        }
        generation.sort(Comparator.comparingDouble(Ranked::cost));
        if (generation.getFirst().cost() == Double.POSITIVE_INFINITY) {
            distribution.shrink();
        } else {
            distribution.update(
                    generation.stream().map(one -> Vectors.array(one.point())).toList());
        }
    }

    /** Infinite where it is no finite number. */
    private double cost(long draw, double[] point) {
        List<Double> coefficients = coefficients(point);
        double loss = problem.losses().loss(draw, coefficients).total();
        double added = regularizer.value(Vectors.array(coefficients));
        double outside = SearchDistribution.LEAST_PENALTY * squaredDistance(point);
        double cost = loss + added + outside;
        return Double.isFinite(cost) ? cost : Double.POSITIVE_INFINITY;
    }

    private static double squaredDistance(double[] point) {
        double sum = 0;
        for (double share : point) {
            double outside = share - Math.clamp(share, 0, 1);
            sum += outside * outside;
        }
        return sum;
    }

    private List<Double> coefficients(double[] point) {
        double[] coefficients = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            double share = Math.clamp(point[i], 0, 1);
            coefficients[i] = problem.low(i) + share * (problem.high(i) - problem.low(i));
        }
        return Vectors.list(coefficients);
    }

    private double[] shares(List<Double> coefficients) {
        double[] shares = new double[coefficients.size()];
        for (int i = 0; i < shares.length; i++) {
            double range = problem.high(i) - problem.low(i);
            shares[i] = (coefficients.get(i) - problem.low(i)) / range;
        }
        return shares;
    }

    @Override
    public List<Double> point() {
        return coefficients(distribution.mean());
    }
}
