package dev.merganser.optimizer.algorithm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * CMA-ES on the weighted sum of the costs, by ask and tell, in generations; the covariance matrix
 * is full or diagonal ({@link CovarianceForm}).
 *
 * <p>Start points come first, and the mean starts at the best of them where no centre is set. A
 * draw outside the unit cube is clipped; its cost counts more by a quadratic penalty on the
 * distance, a small one for the diagonal matrix, one that follows the costs for the full matrix. A
 * candidate that failed ranks last. When the distribution has converged it starts again from the
 * best point known, wider and, with several objectives, with more weight on one of them in turn.
 *
 * <p>With the full matrix the population doubles at each restart, once in a turn of the objectives
 * (IPOP: Auger and Hansen 2005, doi:10.1109/CEC.2005.1554902). A generation is then several blocks
 * of the first population's size, and {@link #needed} counts blocks: what must be told before a
 * candidate is a function of its number alone, at the price of waiting at the end of each block.
 */
public final class CmaEs implements Algorithm {

    /** The name in settings of CMA-ES with a full covariance matrix. */
    public static final String FULL = "cmaes";

    /** The name in settings of CMA-ES with a diagonal covariance matrix. */
    public static final String SEPARABLE = "sep_cmaes";

    private static final double CONVERGED_SPREAD = 1e-12;
    private static final double MAX_RESTART_STEP_SIZE = 0.3;
    private static final int MAX_DOUBLINGS = 9;

    private final CovarianceForm form;
    private final AlgorithmSettings settings;
    private final int population;
    private final Map<Integer, double[]> drawn = new HashMap<>();
    private final List<Told> generation = new ArrayList<>();
    private final WeightedSums sums;
    private SearchDistribution distribution;
    private int generationLength;
    private int restarts;

    /**
     * A told candidate of the generation under way.
     *
     * @param cost infinite for one that failed
     * @param outside squared distance of the point from the unit cube
     */
    private record Told(List<Double> point, double cost, double outside) {

        /** With a penalty; a sum that is no finite number ranks last. */
        Told penalized(double weight) {
            double sum = cost + weight * outside;
            return new Told(point, Double.isFinite(sum) ? sum : Double.POSITIVE_INFINITY, outside);
        }
    }

    private CmaEs(CovarianceForm form, AlgorithmSettings settings) {
        this.form = form;
        this.settings = settings;
        this.population =
                Math.max(
                        2,
                        settings.population()
                                .orElse(StrategyConstants.population(settings.genes())));
        this.generationLength = population;
        this.sums = new WeightedSums(settings);
        this.distribution = around(centre(settings), settings.stepSize());
    }

    /**
     * With a full covariance matrix: learns how genes depend on each other. For n genes it takes
     * memory in n², time in n² for a candidate, and in n³ for a decomposition every few
     * generations; above some 500 genes {@link #separable} is the better choice.
     */
    public static CmaEs full(AlgorithmSettings settings) {
        return new CmaEs(CovarianceForm.FULL, settings);
    }

    /** With a diagonal covariance matrix: time and memory in n for n genes. */
    public static CmaEs separable(AlgorithmSettings settings) {
        return new CmaEs(CovarianceForm.SEPARABLE, settings);
    }

    /** Without the start points, for a portfolio in which another algorithm proposes them. */
    CmaEs withoutStarts() {
        return new CmaEs(form, settings.withCentre(asList(centre(settings))).withStarts(List.of()));
    }

    /** Candidates in a first generation: as set, but at least 2; else 4 + ⌊3 ln n⌋. */
    public int population() {
        return population;
    }

    private static double[] centre(AlgorithmSettings settings) {
        List<Double> middle = Collections.nCopies(settings.genes(), 0.5);
        List<Double> first = settings.starts().stream().findFirst().orElse(middle);
        return Doubles.array(settings.centre().orElse(first));
    }

    private SearchDistribution around(double[] mean, double stepSize) {
        return form.around(mean, stepSize, generationLength);
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
            drawn.put(candidate, Doubles.array(start));
            return Origins.start(start);
        }
        Gaussians gaussians = new Gaussians(Streams.of(settings.seed(), form.stream(), candidate));
        double[] point = distribution.sample(gaussians);
        drawn.put(candidate, point);
        return new Proposal(asList(clip(point)), Origins.CMAES, List.of());
    }

    @Override
    public void tell(int candidate, Outcome outcome) {
        double[] point = drawn.remove(candidate);
        if (point == null) {
            throw new IllegalArgumentException("Candidate " + candidate + " was never proposed");
        }
        double[] genes = clip(point);
        double cost = cost(genes, outcome);
        if (candidate <= settings.starts().size()) {
            moveToBestStart();
            return;
        }
        generation.add(new Told(asList(point), cost, squaredDistance(point, genes)));
        if (generation.size() == generationLength) {
            endGeneration();
            generation.clear();
        }
    }

    private void moveToBestStart() {
        if (settings.centre().isEmpty()) {
            distribution = around(best(), settings.stepSize());
        }
    }

    private double cost(double[] genes, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Costs costs -> {
                sums.note(asList(genes), costs.values());
                yield sums.of(costs.values());
            }
            case Outcome.Failed _ -> Double.POSITIVE_INFINITY;
        };
    }

    private void endGeneration() {
        List<Told> ranked = ranked();
        if (ranked.getFirst().cost() == Double.POSITIVE_INFINITY) {
            distribution.shrink();
        } else {
            distribution.update(ranked.stream().map(told -> Doubles.array(told.point())).toList());
        }
        if (hasConverged(ranked)) {
            restart();
        }
    }

    private List<Told> ranked() {
        double[] costs =
                generation.stream()
                        .mapToDouble(Told::cost)
                        .filter(Double::isFinite)
                        .sorted()
                        .toArray();
        double weight = distribution.penalty(costs);
        return generation.stream()
                .map(told -> told.penalized(weight))
                .sorted(Comparator.comparingDouble(Told::cost))
                .toList();
    }

    private boolean hasConverged(List<Told> ranked) {
        double spread = ranked.getLast().cost() - ranked.getFirst().cost();
        return distribution.largestDeviation() < form.convergedDeviation()
                || spread < CONVERGED_SPREAD
                || distribution.isDegenerate();
    }

    private void restart() {
        sums.lean(restarts % settings.objectives());
        restarts++;
        generationLength = form.grows() ? population << doublings() : population;
        double widest = Math.max(MAX_RESTART_STEP_SIZE, settings.stepSize());
        double stepSize = Math.min(widest, settings.stepSize() * (1 + restarts));
        distribution = around(best(), stepSize);
    }

    /** One for each begun turn of the objectives, so that each has its turn with each size. */
    private int doublings() {
        return Math.min(MAX_DOUBLINGS, Math.ceilDiv(restarts, settings.objectives()));
    }

    private double[] best() {
        return sums.best().map(Doubles::array).orElseGet(() -> centre(settings));
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
}
