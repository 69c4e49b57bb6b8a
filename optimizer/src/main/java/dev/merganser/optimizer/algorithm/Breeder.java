package dev.merganser.optimizer.algorithm;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Breeds one child of a population that is ordered best first: two parents, crossover, mutation.
 * All draws come from the given generator, on the calling thread.
 */
final class Breeder {

    private static final double MUTATION_INDEX = 20;
    private static final int TRIES = 32;

    /**
     * How parents are chosen and numbers crossed.
     *
     * @param probability that parents are crossed
     * @param index the distribution index of simulated binary crossover
     * @param spread of that crossover
     */
    record Operators(Mating mating, double probability, double index, Spread spread) {

        /** Where the better of two is a parent. */
        static final Operators BY_RANK =
                new Operators(new TournamentMating(), 0.9, 15, Spread.MIRRORED);
    }

    private final Operators operators;
    private final Alterer<DoubleGene, Vec<double[]>> crossover;
    private final Alterer<DoubleGene, Vec<double[]>> line;
    private final double lineShare;
    private final Alterer<DoubleGene, Vec<double[]>> mutation;

    /**
     * A breeder.
     *
     * @param lineShare how often the numbers of parents are crossed on the line between them, in
     *     [0, 1]; else by simulated binary crossover
     */
    Breeder(GeneLayout layout, Operators operators, double lineShare) {
        this.operators = operators;
        this.crossover =
                inBlocks(
                        layout,
                        crossed(
                                new SimulatedBinaryCrossover(
                                        operators.index(), operators.spread())));
        this.line = inBlocks(layout, new LineAlterer<>());
        this.lineShare = lineShare;
        this.mutation = mutation(layout);
    }

    private Alterer<DoubleGene, Vec<double[]>> inBlocks(
            GeneLayout layout, Alterer<DoubleGene, Vec<double[]>> ofNumbers) {
        return layout.isNumbers()
                ? ofNumbers
                : new BlockAlterer<>(
                        layout,
                        block ->
                                switch (block) {
                                    case GeneBlock.Numbers _ -> ofNumbers;
                                    case GeneBlock.Switches _ -> crossed(Exchanges.uniform());
                                    case GeneBlock.Steps steps ->
                                            crossed(Exchanges.betweenCuts(steps));
                                });
    }

    private Alterer<DoubleGene, Vec<double[]>> crossed(Crossover pairs) {
        return new CrossoverAlterer<>(operators.probability(), pairs);
    }

    private static Alterer<DoubleGene, Vec<double[]>> mutation(GeneLayout layout) {
        return layout.isNumbers()
                ? mutation(layout.blocks().getFirst())
                : new BlockAlterer<>(layout, Breeder::mutation);
    }

    private static Alterer<DoubleGene, Vec<double[]>> mutation(GeneBlock block) {
        return switch (block) {
            case GeneBlock.Numbers(int _, double rate) ->
                    new PolynomialAlterer<>(rate, MUTATION_INDEX);
            case GeneBlock.Switches switches ->
                    new MutationAlterer<>(new SwitchMutation(switches.kinds()));
            case GeneBlock.Steps steps ->
                    new MutationAlterer<>(
                            new SequenceMutation(
                                    steps,
                                    new PolynomialAlterer<Vec<double[]>>(1, MUTATION_INDEX)
                                            ::mutated));
        };
    }

    /** A mutation of one point; again and again while it is known, if that helps. */
    List<Double> mutant(
            List<Double> genes, Set<List<Double>> known, RandomGenerator random, long candidate) {
        return RandomRegistry.with(random)
                .call(
                        () ->
                                mutated(
                                        Phenotype.of(Genotypes.of(genes), candidate),
                                        known,
                                        candidate));
    }

    private List<Double> mutated(
            Phenotype<DoubleGene, Vec<double[]>> parent, Set<List<Double>> known, long candidate) {
        Phenotype<DoubleGene, Vec<double[]>> child = parent;
        List<Double> genes = List.of();
        for (int i = 0; i < TRIES && (genes.isEmpty() || known.contains(genes)); i++) {
            child = mutation.alter(ISeq.of(child), candidate).population().get(0);
            genes = Genotypes.list(child.genotype());
        }
        return genes;
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
        ISeq<Phenotype<DoubleGene, Vec<double[]>>> parents =
                operators.mating().parents(ordered, candidate);
        boolean onLine = RandomRegistry.random().nextDouble() < lineShare;
        AltererResult<DoubleGene, Vec<double[]>> crossed =
                (onLine ? line : crossover).alter(parents, candidate);
        List<Double> genes = mutated(crossed.population().get(0), known, candidate);
        boolean isCrossed = crossed.alterations() > 0 && parents.size() > 1;
        return new Proposal(
                genes,
                isCrossed ? Origins.CROSSOVER : Origins.MUTATION,
                numbers(isCrossed ? parents : parents.subSeq(0, 1)));
    }

    private static List<Integer> numbers(ISeq<Phenotype<DoubleGene, Vec<double[]>>> parents) {
        return parents.stream().map(parent -> Math.toIntExact(parent.generation())).toList();
    }
}
