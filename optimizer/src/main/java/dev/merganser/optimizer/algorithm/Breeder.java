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
import java.util.random.RandomGenerator;

/**
 * Breeds one child of a population that is ordered best first: two parents by binary tournament,
 * crossover, mutation. All draws come from the given generator, on the calling thread.
 */
final class Breeder {

    private static final double CROSSOVER_PROBABILITY = 0.9;
    private static final double CROSSOVER_INDEX = 15;
    private static final double MUTATION_INDEX = 20;
    private static final int TRIES = 8;

    private final Alterer<DoubleGene, Vec<double[]>> crossover =
            new SimulatedBinaryAlterer<>(CROSSOVER_PROBABILITY, CROSSOVER_INDEX);
    private final Alterer<DoubleGene, Vec<double[]>> mutation;

    Breeder(int genes) {
        this.mutation = new PolynomialAlterer<>(1.0 / genes, MUTATION_INDEX);
    }

    /** A child; where crossover left a parent unchanged, it is mutated until it is another. */
    Proposal breed(
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered,
            long candidate,
            RandomGenerator random) {
        return RandomRegistry.with(random).call(() -> breed(ordered, candidate));
    }

    private Proposal breed(ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered, long candidate) {
        ISeq<Phenotype<DoubleGene, Vec<double[]>>> parents = parents(ordered);
        AltererResult<DoubleGene, Vec<double[]>> crossed = crossover.alter(parents, candidate);
        Phenotype<DoubleGene, Vec<double[]>> child = crossed.population().get(0);
        boolean isNew = false;
        for (int i = 0; i < TRIES && !isNew; i++) {
            child = mutation.alter(ISeq.of(child), candidate).population().get(0);
            isNew = !isAny(child, ordered);
        }
        boolean isCrossed = crossed.alterations() > 0 && parents.size() > 1;
        return new Proposal(
                Genotypes.list(child.genotype()),
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

    private static boolean isAny(
            Phenotype<DoubleGene, Vec<double[]>> child,
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered) {
        return ordered.stream().anyMatch(p -> p.genotype().equals(child.genotype()));
    }

    private static List<Integer> numbers(ISeq<Phenotype<DoubleGene, Vec<double[]>>> parents) {
        return parents.stream().map(parent -> Math.toIntExact(parent.generation())).toList();
    }
}
