package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.indicator.FrontDistance;

import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Vec;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

class Nsga3Test extends AlgorithmContract {

    @Override
    Algorithm create(AlgorithmSettings settings) {
        return new Nsga3(settings);
    }

    /** As many as Deb and Jain 2014 have: one lattice, and from eight objectives on two. */
    @ParameterizedTest
    @CsvSource({"3, 92, 91", "5, 212, 210", "8, 156, 156", "1, 10, 1", "2, 10, 10", "4, 2, 4"})
    void directionsFillThePopulation(int objectives, int population, int directions) {
        List<double[]> points = ReferenceDirections.of(objectives, population).points();
        assertThat(points).hasSize(directions);
        for (double[] point : points) {
            assertThat(Arrays.stream(point).sum()).isBetween(1 - 1e-12, 1 + 1e-12);
        }
    }

    @Test
    void emptyDirectionsComeFirst() {
        var survivors = new NicheSurvivors(3, ReferenceDirections.of(2, 3), 1);
        double[][] costs = {{0, 1}, {.01, .99}, {.02, .98}, {1, 0}, {.5, .5}, {.49, .52}};
        for (int i = 0; i < costs.length; i++) {
            survivors.add(Phenotype.of(Genotypes.of(List.of(.5)), i + 1, Vec.of(costs[i])));
        }
        assertThat(survivors.ordered().map(Phenotype::generation).asList())
                .containsExactlyInAnyOrder(1L, 4L, 5L);
    }

    @Test
    void reachesTheFrontOfThreeObjectives() {
        assertThat(distance("DTLZ2", 3, 92, 250, 1)).isLessThan(2.114e-3 * 2);
    }

    /**
     * Best and worst of 20 runs in Deb and Jain 2014, table III: mean distance from the aimed
     * points. docs/nsga3.md shows both beside the medians of today's code.
     */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "DTLZ1, 3, 92, 400, 4.880e-4, 4.880e-3",
        "DTLZ1, 5, 212, 600, 5.116e-4, 1.979e-3",
        "DTLZ1, 8, 156, 750, 2.044e-3, 8.721e-3",
        "DTLZ2, 3, 92, 250, 1.262e-3, 2.114e-3",
        "DTLZ2, 5, 212, 350, 4.254e-3, 5.862e-3",
        "DTLZ2, 8, 156, 500, 1.371e-2, 1.811e-2"
    })
    void theMedianLiesAmongThePublishedDistances(
            String problem,
            int objectives,
            int population,
            int generations,
            double best,
            double worst) {
        double[] distances = new double[5];
        Arrays.setAll(
                distances,
                seed -> distance(problem, objectives, population, generations, seed + 1));
        Arrays.sort(distances);
        assertThat(distances[2])
                .as("median of %s", Arrays.toString(distances))
                .isBetween(best, worst);
    }

    /** Mean distance from each aimed point of the front to the survivors. */
    private double distance(
            String problem, int objectives, int population, int generations, long seed) {
        boolean first = problem.equals("DTLZ1");
        int genes = objectives - 1 + (first ? 5 : 10);
        UnaryOperator<double[]> costs =
                x -> first ? Problems.dtlz1(x, objectives) : Problems.dtlz2(x, objectives);
        AlgorithmSettings settings =
                AlgorithmSettings.of(genes, objectives, seed).withPopulation(population).withLag(1);
        var algorithm = new Nsga3(settings);
        var _ = Session.run(algorithm, population * (generations + 1), Problems.of(costs));
        double[][] survivors =
                algorithm.survivors().ordered().stream()
                        .map(p -> p.fitness().data())
                        .toArray(double[][]::new);
        return FrontDistance.invertedGenerational(survivors, aims(first, objectives, population));
    }

    private static double[][] aims(boolean plane, int objectives, int population) {
        return ReferenceDirections.of(objectives, population).points().stream()
                .map(point -> scaled(point, plane ? .5 : 1 / norm(point)))
                .toArray(double[][]::new);
    }

    private static double norm(double[] point) {
        return Math.sqrt(Arrays.stream(point).map(x -> x * x).sum());
    }

    private static double[] scaled(double[] point, double factor) {
        return Arrays.stream(point).map(x -> x * factor).toArray();
    }
}
