package dev.merganser.optimizer.surrogate;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Surrogates of all objectives, fitted to the same evaluations. In costs: lower is better.
 *
 * @param models one an objective
 * @param leverage among the points of the fit
 */
public record SurrogateFit(List<Model> models, Leverage leverage) {

    /**
     * One objective's surrogate.
     *
     * @param sign −1 where the metric is maximized, so that a cost is the negated metric
     * @param r2 on points left out
     */
    public record Model(
            QuadraticSurrogate surrogate, double sign, Warp warp, double ridge, double r2) {

        double cost(double[] point) {
            return sign * surrogate.at(point);
        }
    }

    /**
     * Fits each objective.
     *
     * @param points genes of what was evaluated
     * @param costs [points][objectives]
     */
    public static SurrogateFit of(
            List<double[]> points, List<double[]> costs, Optional<Warp> warp) {
        List<Model> models = new ArrayList<>();
        for (int objective = 0; objective < costs.getFirst().length; objective++) {
            int index = objective;
            models.add(model(points, costs.stream().mapToDouble(c -> c[index]).toArray(), warp));
        }
        return new SurrogateFit(List.copyOf(models), new Leverage(points));
    }

    private static Model model(List<double[]> points, double[] costs, Optional<Warp> warp) {
        double sign = Arrays.stream(costs).anyMatch(cost -> cost < 0) ? -1 : 1;
        double[] values = Arrays.stream(costs).map(cost -> sign * cost).toArray();
        @Nullable Model best = null;
        for (Warp each : warps(values, warp)) {
            CrossValidation.Choice choice = CrossValidation.ridge(points, values, each);
            if (best == null || choice.r2() > best.r2()) {
                best =
                        new Model(
                                QuadraticSurrogate.fit(points, values, each, choice.ridge()),
                                sign,
                                each,
                                choice.ridge(),
                                choice.r2());
            }
        }
        return Objects.requireNonNull(best);
    }

    private static List<Warp> warps(double[] values, Optional<Warp> warp) {
        if (warp.isPresent()) {
            return List.of(warp.get());
        }
        if (Arrays.stream(values).anyMatch(value -> value < 0)) {
            return List.of(Warp.IDENTITY);
        }
        boolean isShare = Arrays.stream(values).allMatch(value -> value <= 1);
        return List.of(Warp.IDENTITY, isShare ? Warp.SIGMOID : Warp.SOFTPLUS);
    }

    /** The costs that a point is expected to have. */
    public double[] costs(double[] point) {
        return models.stream().mapToDouble(model -> model.cost(point)).toArray();
    }
}
