package dev.merganser.benchmarks;

import dev.merganser.results.indicator.SimplexLattice;

import org.moeaframework.core.Solution;
import org.moeaframework.core.variable.RealVariable;
import org.moeaframework.problem.DTLZ.DTLZ1;
import org.moeaframework.problem.DTLZ.DTLZ2;
import org.moeaframework.problem.Problem;
import org.moeaframework.util.weights.NormalBoundaryDivisions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A problem on which Deb and Jain 2014 (doi:10.1109/TEVC.2013.2281535) measured NSGA-III, at their
 * size.
 *
 * @param name such as {@code DTLZ1-3}, with the number of objectives
 * @param population the number of directions, rounded up to a multiple of four
 * @param divisions of the lattices of directions
 */
record Nsga3Case(
        String name,
        Problem problem,
        int population,
        int generations,
        NormalBoundaryDivisions divisions) {

    /**
     * A case by its name.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    static Nsga3Case named(String name) {
        return switch (name) {
            case "DTLZ1-3" -> new Nsga3Case(name, new DTLZ1(3), 92, 400, lattices(12, 0));
            case "DTLZ1-5" -> new Nsga3Case(name, new DTLZ1(5), 212, 600, lattices(6, 0));
            case "DTLZ1-8" -> new Nsga3Case(name, new DTLZ1(8), 156, 750, lattices(3, 2));
            case "DTLZ2-3" -> new Nsga3Case(name, new DTLZ2(3), 92, 250, lattices(12, 0));
            case "DTLZ2-5" -> new Nsga3Case(name, new DTLZ2(5), 212, 350, lattices(6, 0));
            case "DTLZ2-8" -> new Nsga3Case(name, new DTLZ2(8), 156, 500, lattices(3, 2));
            default -> throw new IllegalArgumentException("No case is called '" + name + "'");
        };
    }

    private static NormalBoundaryDivisions lattices(int outer, int inner) {
        return new NormalBoundaryDivisions(outer, inner);
    }

    int objectives() {
        return problem.getNumberOfObjectives();
    }

    int genes() {
        return problem.getNumberOfVariables();
    }

    /** What genes in [0, 1] cost. */
    List<Double> costs(List<Double> genes) {
        Solution solution = problem.newSolution();
        for (int i = 0; i < genes.size(); i++) {
            ((RealVariable) solution.getVariable(i)).setValue(genes.get(i));
        }
        problem.evaluate(solution);
        return Arrays.stream(solution.getObjectiveValues()).boxed().toList();
    }

    /** The points of the true front that the directions aim at: [points][objectives]. */
    double[][] aims() {
        List<double[]> directions =
                new ArrayList<>(SimplexLattice.of(objectives(), divisions.getOuterDivisions()));
        if (divisions.isTwoLayer()) {
            SimplexLattice.of(objectives(), divisions.getInnerDivisions())
                    .forEach(point -> directions.add(inner(point)));
        }
        return directions.stream().map(this::onFront).toArray(double[][]::new);
    }

    private static double[] inner(double[] point) {
        return Arrays.stream(point).map(x -> (x + 1.0 / point.length) / 2).toArray();
    }

    /** DTLZ1's front is the plane of sum 1/2, DTLZ2's the unit sphere. */
    private double[] onFront(double[] direction) {
        double factor =
                problem instanceof DTLZ1
                        ? .5
                        : 1 / Math.sqrt(Arrays.stream(direction).map(x -> x * x).sum());
        return Arrays.stream(direction).map(x -> x * factor).toArray();
    }
}
