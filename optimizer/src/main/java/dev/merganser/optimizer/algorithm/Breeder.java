package dev.merganser.optimizer.algorithm;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.DoubleGene;
import io.jenetics.Optimize;
import io.jenetics.Phenotype;
import io.jenetics.Selector;
import io.jenetics.TournamentSelector;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Breeds one child of a population that is ordered best first: two parents by binary tournament,
 * crossover, mutation. All draws come from the given generator, on the calling thread.
 */
final class Breeder {

    private static final double CROSSOVER_PROBABILITY = 0.9;
    private static final double CROSSOVER_INDEX = 15;
    private static final double MUTATION_INDEX = 20;
    private static final int TRIES = 32;

    private final Alterer<DoubleGene, Vec<double[]>> crossover =
            new SimulatedBinaryAlterer<>(CROSSOVER_PROBABILITY, CROSSOVER_INDEX);
    private final Alterer<DoubleGene, Vec<double[]>> line = new LineAlterer<>();
    private final double lineShare;
    private final Alterer<DoubleGene, Vec<double[]>> mutation;

    /**
     * A breeder.
     *
     * @param lineShare how often parents are crossed on the line between them, in [0, 1]; else by
     *     simulated binary crossover
     */
    Breeder(int genes, double lineShare) {
        this.lineShare = lineShare;
        this.mutation = new PolynomialAlterer<>(1.0 / genes, MUTATION_INDEX);
    }

    /** A child; it is mutated again while its genes are known, if that helps within a few tries. */
    Proposal breed(
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered,
            Set<List<Double>> known,
            long candidate,
            RandomGenerator random) {
        return RandomRegistry.with(random).call(() -> breed(ordered, known, candidate));
    }

    private Proposal breed(
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered,
            Set<List<Double>> known,
            long candidate) {
        ISeq<Phenotype<DoubleGene, Vec<double[]>>> parents = parents(ordered);
        boolean onLine = RandomRegistry.random().nextDouble() < lineShare;
        AltererResult<DoubleGene, Vec<double[]>> crossed =
                (onLine ? line : crossover).alter(parents, candidate);
        Phenotype<DoubleGene, Vec<double[]>> child = crossed.population().get(0);
        List<Double> genes = List.of();
        for (int i = 0; i < TRIES && (genes.isEmpty() || known.contains(genes)); i++) {
            child = mutation.alter(ISeq.of(child), candidate).population().get(0);
            genes = Genotypes.list(child.genotype());
        }
        boolean isCrossed = crossed.alterations() > 0 && parents.size() > 1;
        return new Proposal(
                genes,
                isCrossed ? Origins.CROSSOVER : Origins.MUTATION,
                numbers(isCrossed ? parents : parents.subSeq(0, 1)));
    }

    private static ISeq<Phenotype<DoubleGene, Vec<double[]>>> parents(
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered) {
        Selector<DoubleGene, Vec<double[]>> tournament =
                new TournamentSelector<>(Comparator.comparingInt(ordered::indexOf), 2);
        ISeq<Phenotype<DoubleGene, Vec<double[]>>> pair =
                tournament.select(ordered, 2, Optimize.MINIMUM);
        for (int i = 0; i < TRIES && areOne(pair); i++) {
            pair = tournament.select(ordered, 2, Optimize.MINIMUM);
        }
        return areOne(pair) ? pair.subSeq(0, 1) : pair;
    }

    private static boolean areOne(ISeq<Phenotype<DoubleGene, Vec<double[]>>> pair) {
        return pair.get(0).generation() == pair.get(1).generation();
    }

    private static List<Integer> numbers(ISeq<Phenotype<DoubleGene, Vec<double[]>>> parents) {
        return parents.stream().map(parent -> Math.toIntExact(parent.generation())).toList();
    }
}
