package dev.merganser.benchmarks;

import dev.merganser.optimizer.algorithm.Algorithm;
import dev.merganser.optimizer.algorithm.AlgorithmFactory;
import dev.merganser.optimizer.algorithm.AlgorithmSettings;
import dev.merganser.optimizer.algorithm.Nsga3;
import dev.merganser.optimizer.algorithm.Outcome;
import dev.merganser.optimizer.algorithm.Proposal;
import dev.merganser.results.indicator.FrontDistance;

import org.moeaframework.algorithm.NSGAIII;
import org.moeaframework.core.PRNG;
import org.moeaframework.core.Solution;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures NSGA-III beside that of MOEA Framework on the problems of {@link Nsga3Case}: {@code
 * Nsga3Comparison SEEDS CASE…} prints the lowest, the middle and the highest inverted generational
 * distance of seeds 1 to SEEDS. Both have the same problems, population, generations, operators and
 * indices, and both are measured in the same way: all survivors, from the same aimed points.
 */
public final class Nsga3Comparison {

    private Nsga3Comparison() {}

    public static void main(String[] arguments) {
        int seeds = Integer.parseInt(arguments[0]);
        System.out.println(
                """
                | problem | population | generations | Merganser | MOEA Framework | runs |
                | --- | --- | --- | --- | --- | --- |""");
        Stream.of(arguments)
                .skip(1)
                .map(Nsga3Case::named)
                .forEach(each -> System.out.println(row(each, seeds)));
    }

    private static String row(Nsga3Case problem, int seeds) {
        double[][] aims = problem.aims();
        double[] ours = new double[seeds];
        double[] others = new double[seeds];
        for (int i = 0; i < seeds; i++) {
            int seed = i + 1;
            ours[i] = FrontDistance.invertedGenerational(survivors(problem, seed), aims);
            others[i] = FrontDistance.invertedGenerational(survivorsOfPeer(problem, seed), aims);
            System.err.printf(
                    Locale.ROOT,
                    "%s, seed %d: %.3e and %.3e%n",
                    problem.name(),
                    seed,
                    ours[i],
                    others[i]);
        }
        return "| %s | %d | %d | %s | %s | %d |"
                .formatted(
                        problem.name(),
                        problem.population(),
                        problem.generations(),
                        shown(ours),
                        shown(others),
                        seeds);
    }

    private static String shown(double[] distances) {
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        double middle = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return String.format(
                Locale.ROOT, "%.3e / %.3e / %.3e", sorted[0], middle, sorted[sorted.length - 1]);
    }

    /**
     * Costs of those that live after the last generation. They are the parents of the next one: in
     * as many candidates as there are survivors each breeds at least once, and no child lives
     * before all of them are told.
     */
    private static double[][] survivors(Nsga3Case problem, int seed) {
        int last = problem.population() * (problem.generations() + 1);
        Map<Integer, double[]> costs = new HashMap<>();
        Set<Integer> parents = new HashSet<>();
        Algorithm algorithm = algorithm(problem, seed);
        for (int candidate = 1; candidate <= last + problem.population(); candidate++) {
            Proposal proposal = algorithm.ask(candidate);
            var outcome = new Outcome.Costs(problem.costs(proposal.genes()));
            costs.put(candidate, outcome.values().stream().mapToDouble(x -> x).toArray());
            algorithm.tell(candidate, outcome);
            if (candidate > last) {
                parents.addAll(proposal.parents());
            }
        }
        if (parents.size() != problem.population()) {
            throw new IllegalStateException(
                    problem.population() + " must survive, found " + parents.size());
        }
        return parents.stream().map(costs::get).toArray(double[][]::new);
    }

    private static Algorithm algorithm(Nsga3Case problem, int seed) {
        return AlgorithmFactory.of(
                Nsga3.NAME,
                AlgorithmSettings.of(problem.genes(), problem.objectives(), seed)
                        .withPopulation(problem.population())
                        .withLag(1));
    }

    private static double[][] survivorsOfPeer(Nsga3Case problem, int seed) {
        PRNG.setSeed(seed);
        var algorithm = new NSGAIII(problem.problem(), problem.divisions());
        for (int generation = 0; generation <= problem.generations(); generation++) {
            algorithm.step();
        }
        return algorithm.getPopulation().asList().stream()
                .map(Solution::getObjectiveValues)
                .toArray(double[][]::new);
    }
}
