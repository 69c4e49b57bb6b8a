package dev.merganser.optimizer.coefficient;

import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;
import dev.merganser.recipes.error.WrongUseException;

import java.util.Locale;
import java.util.Optional;

/** What the settings of a method and a space must have in common. */
public final class CoefficientRules {

    private CoefficientRules() {}

    /**
     * Checks what can be known before any loss.
     *
     * @throws WrongUseException with one line where they do not fit
     */
    public static void check(CoefficientSettings settings, CoefficientSpace space) {
        if (space.size() == 0) {
            throw new WrongUseException(
                    "A search with %s needs a coefficient to learn, but the space has none"
                            .formatted(settings.method().key()));
        }
        checkRange(settings.method(), space);
        checkStart(settings, space);
        checkParts(settings, space);
        checkEstimator(settings);
    }

    private static void checkRange(CoefficientMethod method, CoefficientSpace space) {
        boolean betweenModels =
                method == CoefficientMethod.SELF_POSITIONING
                        || method == CoefficientMethod.FRANK_WOLFE;
        if (!betweenModels) {
            return;
        }
        for (Coefficient one : space.coefficients()) {
            if (!(one.low() <= 0 && one.high() >= 1)) {
                throw new WrongUseException(
                        "%s moves between models, so space.weight must reach from 0 or less to 1 or more, found [%s, %s]"
                                .formatted(method.key(), one.low(), one.high()));
            }
        }
    }

    private static void checkStart(CoefficientSettings settings, CoefficientSpace space) {
        if (settings.start() instanceof StartPoint.Value(double start)) {
            double each = each(settings.method(), start, space);
            for (Coefficient one : space.coefficients()) {
                if (!(each >= one.low() && each <= one.high())) {
                    throw new WrongUseException(outside(settings.method(), start, one));
                }
            }
        }
    }

    private static String outside(CoefficientMethod method, double start, Coefficient one) {
        return method == CoefficientMethod.SELF_POSITIONING
                ? "search.start_point of self_positioning must be a norm whose equal shares are in space.weight, [%s, %s], found %s"
                        .formatted(one.low(), one.high(), start)
                : "search.start_point must be in space.weight, [%s, %s], found %s"
                        .formatted(one.low(), one.high(), start);
    }

    /** A coefficient at a start value, which is the norm of equal shares where there are such. */
    static double each(CoefficientMethod method, double start, CoefficientSpace space) {
        return method == CoefficientMethod.SELF_POSITIONING ? start / space.models().size() : start;
    }

    private static void checkParts(CoefficientSettings settings, CoefficientSpace space) {
        boolean parts = space.coefficients().stream().anyMatch(one -> one.part() > 0);
        if (settings.important() < 1 && !parts) {
            throw new WrongUseException(
                    "search.coefficients.important needs tensors in parts, but those of the space are whole. Maybe set space.method: task_arithmetic_parts and space.parts.");
        }
    }

    private static void checkEstimator(CoefficientSettings settings) {
        Estimator estimator = settings.estimation().estimator();
        boolean between = settings.method() == CoefficientMethod.FRANK_WOLFE;
        if (between && estimator == Estimator.SEP_CMAES) {
            throw new WrongUseException(
                    "search.coefficients.gradient of frank_wolfe must be reverse, spsa, central or forward, found sep_cmaes");
        }
        if (estimator == Estimator.FORWARD && (!between || settings.frankWolfe().soft())) {
            throw new WrongUseException(
                    "search.coefficients.gradient: forward is for the hard form of frank_wolfe, found %s%s"
                            .formatted(settings.method().key(), between ? " with soft: true" : ""));
        }
    }

    /** What to say where a baseline shall be the start and there is none. */
    public static WrongUseException noBaseline() {
        return new WrongUseException(
                "search.start_point: baseline needs a baseline that the space can express, found none. Maybe set a number, or baselines: usual.");
    }

    /** Says that another estimator takes the place of the one that settings name, and why. */
    public static Optional<String> fallback(EstimatorSettings settings, Optional<String> obstacle) {
        Estimator used = estimator(settings, obstacle);
        return obstacle.filter(_ -> used != settings.estimator())
                .map(
                        reason ->
                                "Slopes are estimated by %s in the place of search.coefficients.gradient: %s, since %s."
                                        .formatted(used.key(), settings.estimator().key(), reason));
    }

    /**
     * The estimator that can be used: SPSA in the place of reverse mode where there is an obstacle
     * and the settings allow it.
     *
     * @param obstacle why there is no gradient, if so
     * @throws WrongUseException naming the obstacle where they do not
     */
    public static Estimator estimator(EstimatorSettings settings, Optional<String> obstacle) {
        if (settings.estimator() != Estimator.REVERSE || obstacle.isEmpty()) {
            return settings.estimator();
        }
        if (settings.spsaAllowed()) {
            return Estimator.SPSA;
        }
        throw new WrongUseException(
                String.format(
                        Locale.ROOT,
                        "search.coefficients.gradient: reverse needs the gradient of the graph, but %s. Maybe set search.coefficients.fallback: spsa, or gradient: sep_cmaes.",
                        obstacle.get()));
    }
}
