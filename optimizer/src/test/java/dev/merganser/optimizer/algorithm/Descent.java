package dev.merganser.optimizer.algorithm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/**
 * How many evaluations it takes to come from a starting point down to a target.
 *
 * @param function of coordinates as in the literature
 * @param genes number of coordinates
 * @param start every coordinate of the starting point
 * @param step first step size, in coordinates
 * @param target the cost to come down to
 * @param most evaluations to give up after
 */
record Descent(
        ToDoubleFunction<double[]> function,
        int genes,
        double start,
        double step,
        double target,
        int most) {

    /** What a coordinate of a bare search distribution is multiplied by: it cuts steps above 1. */
    private static final double SCALE = 10;

    /** By the search distribution alone: no bounds, no restarts, the usual population. */
    OptionalInt bare(CovarianceForm form, long seed) {
        int population = StrategyConstants.population(genes);
        double[] mean = new double[genes];
        Arrays.fill(mean, start / SCALE);
        SearchDistribution distribution = form.around(mean, step / SCALE, population);
        for (int done = 0; done < most; done += population) {
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < population; i++) {
                Gaussians gaussians = new Gaussians(Streams.of(seed, form.stream(), done + i));
                points.add(distribution.sample(gaussians));
                if (scaledCost(points.getLast()) < target) {
                    return OptionalInt.of(done + i + 1);
                }
            }
            points.sort(Comparator.comparingDouble(this::scaledCost));
            distribution.update(points);
        }
        return OptionalInt.empty();
    }

    private double scaledCost(double[] point) {
        return function.applyAsDouble(Arrays.stream(point).map(gene -> SCALE * gene).toArray());
    }

    /** By the whole algorithm, with the coordinates from −half to half as the unit cube. */
    OptionalInt inCube(CovarianceForm form, double half, long seed) {
        AlgorithmSettings settings =
                AlgorithmSettings.of(genes, 1, seed)
                        .withCentre(Collections.nCopies(genes, (start + half) / (2 * half)))
                        .withStepSize(step / (2 * half));
        CmaEs algorithm =
                switch (form) {
                    case FULL -> CmaEs.full(settings);
                    case SEPARABLE -> CmaEs.separable(settings);
                };
        List<Outcome> outcomes = new ArrayList<>();
        int told = 0;
        for (int candidate = 1; candidate <= most; candidate++) {
            while (told < algorithm.needed(candidate)) {
                told++;
                algorithm.tell(told, outcomes.get(told - 1));
            }
            double[] x =
                    algorithm.ask(candidate).genes().stream()
                            .mapToDouble(gene -> (2 * gene - 1) * half)
                            .toArray();
            double cost = function.applyAsDouble(x);
            if (cost < target) {
                return OptionalInt.of(candidate);
            }
            outcomes.add(Outcome.Costs.of(cost));
        }
        return OptionalInt.empty();
    }
}
