package dev.merganser.optimizer.surrogate;

import dev.merganser.results.value.Direction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
     * @param r2 on points left out, each as important as in the fit; not a number where all values
     *     are equal
     */
    public record Model(
            QuadraticSurrogate surrogate, Direction direction, Warp warp, double ridge, double r2) {

        double costOfTerms(double[] terms) {
            return direction.cost(surrogate.ofTerms(terms));
        }
    }

    /**
     * Fits each objective.
     *
     * @param directions one an objective; costs of one that is maximized are its negated values
     * @param warp of all; empty: the best for each
     */
    public static SurrogateFit of(
            FitPoints evaluated, List<Direction> directions, Optional<Warp> warp) {
        List<Model> models = new ArrayList<>();
        for (int objective = 0; objective < directions.size(); objective++) {
            models.add(model(evaluated, objective, directions.get(objective), warp));
        }
        return new SurrogateFit(
                List.copyOf(models), new Leverage(evaluated.points(), evaluated.importance()));
    }

    private static Model model(
            FitPoints evaluated, int objective, Direction direction, Optional<Warp> warp) {
        double[] values = Arrays.stream(evaluated.costs(objective)).map(direction::cost).toArray();
        CrossValidation.Choice best =
                CrossValidation.best(
                        evaluated.points(),
                        values,
                        evaluated.importance(),
                        warps(values, direction, warp));
        return new Model(best.surrogate(), direction, best.warp(), best.ridge(), best.r2());
    }

    /** A loss may be above 1 elsewhere, even where all known ones are below. */
    private static List<Warp> warps(double[] values, Direction direction, Optional<Warp> warp) {
        if (warp.isPresent()) {
            return List.of(warp.get());
        }
        if (Arrays.stream(values).anyMatch(value -> value < 0)) {
            return List.of(Warp.IDENTITY);
        }
        boolean isShare =
                direction == Direction.MAXIMIZE
                        && Arrays.stream(values).allMatch(value -> value <= 1);
        return List.of(Warp.IDENTITY, isShare ? Warp.SIGMOID : Warp.SOFTPLUS);
    }

    /** The costs that a point is expected to have. */
    public double[] costs(double[] point) {
        double[] terms = QuadraticTerms.at(point);
        return models.stream().mapToDouble(model -> model.costOfTerms(terms)).toArray();
    }
}
