package dev.merganser.optimizer.algorithm;

import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Vec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * An evolutionary algorithm in its asynchronous steady state: every child competes for a place in
 * the population as soon as its costs are told.
 *
 * <p>Proposes the start points first. Without any it goes on with a population of random points;
 * with some it breeds as soon as two results are known, since random points are hopeless where the
 * good ones lie near known recipes, and half of the children lie on a line between two parents:
 * weights between those of two good merges of one family mostly merge well too. A candidate that
 * failed never survives. Genes that are no numbers are never drawn at random where there are start
 * points: until two results are known, mutations of those are proposed.
 */
abstract class Evolution implements SharedAlgorithm {

    private static final int PARENTS = 2;
    private static final double LINE_SHARE = 0.5;

    private final String name;
    private final AlgorithmSettings settings;
    private final Breeder breeder;
    private final Survival survivors;
    private final int firstDraws;
    private final Map<Integer, Proposal> pending = new HashMap<>();
    private final Set<List<Double>> known = new HashSet<>();
    private final List<Integer> started = new ArrayList<>();
    private int asked;
    private int scored;

    /**
     * An algorithm.
     *
     * @param name of its random streams
     * @param operators how children are bred
     * @param population how many random points come first where there are no start points
     */
    Evolution(
            String name,
            AlgorithmSettings settings,
            Breeder.Operators operators,
            Survival survivors,
            int population) {
        this.name = name;
        this.settings = settings;
        this.breeder =
                new Breeder(
                        settings.layout(), operators, settings.starts().isEmpty() ? 0 : LINE_SHARE);
        this.survivors = survivors;
        this.firstDraws = settings.starts().isEmpty() ? population : settings.starts().size();
    }

    /** Who lives. */
    Survival survivors() {
        return survivors;
    }

    @Override
    public int needed(int candidate) {
        return Math.max(0, candidate - settings.lag());
    }

    @Override
    public Proposal ask(int candidate) {
        asked++;
        Proposal proposal = propose(candidate);
        adopt(candidate, proposal);
        return proposal;
    }

    private Proposal propose(int candidate) {
        if (asked <= settings.starts().size()) {
            started.add(candidate);
            return Origins.start(settings.starts().get(asked - 1));
        }
        RandomGenerator random = Streams.of(settings.seed(), name, candidate);
        if (asked > firstDraws && scored >= PARENTS) {
            return breeder.breed(survivors.ordered(), known, candidate, random);
        }
        return started.isEmpty() || settings.layout().isNumbers()
                ? new Proposal(
                        RandomSearch.draw(random, settings.layout()), Origins.RANDOM, List.of())
                : mutant(random.nextInt(started.size()), candidate, random);
    }

    private Proposal mutant(int start, int candidate, RandomGenerator random) {
        List<Double> genes = breeder.mutant(settings.starts().get(start), known, random, candidate);
        return new Proposal(genes, Origins.MUTATION, List.of(started.get(start)));
    }

    @Override
    public void adopt(int candidate, Proposal proposal) {
        pending.put(candidate, proposal);
        known.add(proposal.genes());
    }

    @Override
    public void tell(int candidate, Outcome outcome) {
        Proposal proposal = pending.remove(candidate);
        if (proposal == null) {
            throw new IllegalArgumentException("Candidate " + candidate + " was never proposed");
        }
        switch (outcome) {
            case Outcome.Costs costs -> survive(candidate, proposal, costs);
            case Outcome.Failed _ -> {}
        }
    }

    private void survive(int candidate, Proposal proposal, Outcome.Costs costs) {
        scored++;
        double[] values = costs.values().stream().mapToDouble(Double::doubleValue).toArray();
        Phenotype<DoubleGene, Vec<double[]>> phenotype =
                Phenotype.of(Genotypes.of(proposal.genes()), candidate, Vec.of(values));
        survivors.add(phenotype);
    }
}
