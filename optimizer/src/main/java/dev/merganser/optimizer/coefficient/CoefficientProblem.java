package dev.merganser.optimizer.coefficient;

import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;
import dev.merganser.recipes.error.WrongUseException;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * What a method learns on which losses, and from where. Points are in natural units and have one
 * number for each value that is learned: a coefficient, or several that are tied.
 */
public final class CoefficientProblem {

    private final CoefficientSettings settings;
    private final CoefficientSpace whole;
    private final Tying tying;
    private final Losses losses;
    private final Estimator estimator;
    private final double[] start;

    private CoefficientProblem(Learning learning, Optional<List<Double>> baseline) {
        this.settings = learning.settings();
        this.whole = learning.losses().space();
        this.tying = Tying.of(whole, settings.important());
        this.losses = new TiedLosses(learning.losses(), tying);
        this.estimator =
                CoefficientRules.estimator(settings.estimation(), learning.losses().obstacle());
        this.start = tying.mean(start(baseline));
    }

    /**
     * The problem of a method.
     *
     * @param baseline genes of the best baseline, where there is one
     * @throws WrongUseException with one line where settings and space do not fit
     */
    public static CoefficientProblem of(Learning learning, Optional<List<Double>> baseline) {
        CoefficientRules.check(learning.settings(), learning.losses().space());
        return new CoefficientProblem(learning, baseline);
    }

    private double[] start(Optional<List<Double>> baseline) {
        double[] coefficients = new double[whole.size()];
        switch (settings.start()) {
            case StartPoint.Value(double value) ->
                    Arrays.fill(
                            coefficients, CoefficientRules.each(settings.method(), value, whole));
            case StartPoint.Baseline _ -> {
                List<Double> genes = baseline.orElseThrow(CoefficientRules::noBaseline);
                for (int i = 0; i < coefficients.length; i++) {
                    Coefficient one = whole.coefficients().get(i);
                    coefficients[i] = one.low() + genes.get(one.gene()) * (one.high() - one.low());
                }
            }
        }
        return coefficients;
    }

    /** How slopes are found, after a fallback. */
    public Estimator estimator() {
        return estimator;
    }

    /** The losses, of points. */
    public Losses losses() {
        return losses;
    }

    /** Whether there are items that no draw has, on which points are compared. */
    public boolean holdsOut() {
        return settings.losses().draws().heldOut() > 0;
    }

    /** What is added to losses. */
    public Regularizer regularizer() {
        double factor = settings.descent().regularization();
        return switch (settings.method()) {
            case EXPERT_MERGING -> new DistanceFromStart(losses.space(), reachedStart(), factor);
            case SELF_POSITIONING -> new SquaredNorm(losses.space(), factor);
            case ADAMERGING, ATLAS, FRANK_WOLFE -> Regularizer.NONE;
        };
    }

    /** The start as sigmoids give it, so that the first step is not pulled by a rounding error. */
    private double[] reachedStart() {
        var sigmoid = new Sigmoid(losses.space());
        return sigmoid.coefficients(sigmoid.parameters(start));
    }

    /** Where learning starts. */
    public List<Double> start() {
        return Vectors.list(start);
    }

    /** The lowest that a number of a point may be. */
    public double low(int index) {
        double low = losses.space().coefficients().get(index).low();
        return settings.method() == CoefficientMethod.SELF_POSITIONING ? Math.max(0, low) : low;
    }

    /** The highest that a number of a point may be. */
    public double high(int index) {
        return losses.space().coefficients().get(index).high();
    }

    /** The nearest point that can be proposed. */
    public List<Double> inside(List<Double> point) {
        double[] inside = new double[point.size()];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = Math.clamp(point.get(i), low(i), high(i));
        }
        return Vectors.list(inside);
    }

    /**
     * The genes of a point that can be proposed.
     *
     * @param rest values of genes that are no coefficients
     */
    public List<Double> genes(List<Double> point, List<Double> rest) {
        double[] genes = Vectors.array(rest);
        List<Double> coefficients = tying.spread(point);
        for (int i = 0; i < coefficients.size(); i++) {
            Coefficient one = whole.coefficients().get(i);
            double share = (coefficients.get(i) - one.low()) / (one.high() - one.low());
            genes[one.gene()] = Math.clamp(share, 0, 1);
        }
        return Vectors.list(genes);
    }

    /**
     * A learner that goes by slopes.
     *
     * @param streams the random generator of each draw
     */
    public Learner learner(LongFunction<RandomGenerator> streams) {
        return switch (settings.method()) {
            case ADAMERGING -> descent(new Clamped(losses.space()), slopes(streams));
            case EXPERT_MERGING -> descent(new Sigmoid(losses.space()), slopes(streams));
            case ATLAS -> descent(new Free(), slopes(streams));
            case SELF_POSITIONING -> descent(new ScaledSimplex(losses.space()), slopes(streams));
            case FRANK_WOLFE -> frankWolfe(streams);
        };
    }

    private Learner descent(Parametrization parametrization, SlopeEstimator slopes) {
        return new AdamDescent(parametrization, regularizer(), slopes, settings.descent(), start);
    }

    private Learner frankWolfe(LongFunction<RandomGenerator> streams) {
        FrankWolfeSettings own = settings.frankWolfe();
        CoefficientSpace space = losses.space();
        List<int[]> blocks = own.byGroup() ? Blocks.of(space) : Blocks.whole(space);
        Vertices experts = new Vertices(space, own.oracle());
        return own.soft()
                ? new SoftFrankWolfe(
                        experts, blocks, slopes(streams), settings.descent(), own.inner(), start)
                : new FrankWolfe(
                        experts, blocks, towards(streams), settings.descent().rate(), start);
    }

    private VertexSlopes towards(LongFunction<RandomGenerator> streams) {
        return estimator == Estimator.FORWARD
                ? new ForwardVertexSlopes(losses, settings.estimation().width())
                : new GradientVertexSlopes(slopes(streams));
    }

    private SlopeEstimator slopes(LongFunction<RandomGenerator> streams) {
        EstimatorSettings own = settings.estimation();
        return switch (estimator) {
            case REVERSE -> new ReverseSlopes(losses);
            case SPSA -> new PerturbedSlopes(losses, own.width(), own.pairs(), streams);
            case CENTRAL -> new CentralSlopes(losses, own.width());
            case FORWARD, SEP_CMAES ->
                    throw new IllegalStateException(estimator.key() + " needs no gradient");
        };
    }
}
