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
 * NSGA-II (Deb et al. 2002, doi:10.1109/4235.996017) in its asynchronous steady state: every child
 * competes for a place in the population as soon as its costs are told.
 *
 * <p>Proposes the start points first. Without any it goes on with a population of random points;
 * with some it breeds as soon as two results are known, since random points are hopeless where the
 * good ones lie near known recipes, and half of the children lie on a line between two parents:
 * weights between those of two good merges of one family mostly merge well too. A candidate that
 * failed never survives. Genes that are no numbers are never drawn at random where there are start
 * points: until two results are known, mutations of those are proposed.
 */
public final class Nsga2 implements SharedAlgorithm {

    /** The name of this algorithm in settings and streams. */
    public static final String NAME = "nsga2";

    /** The population where none is set. */
    public static final int DEFAULT_POPULATION = 32;

    private static final int PARENTS = 2;
    private static final double LINE_SHARE = 0.5;

    private final AlgorithmSettings settings;
    private final Breeder breeder;
    private final Survivors survivors;
    private final int firstDraws;
    private final Map<Integer, Proposal> pending = new HashMap<>();
    private final Set<List<Double>> known = new HashSet<>();
    private final List<Integer> started = new ArrayList<>();
    private int asked;
    private int scored;

    public Nsga2(AlgorithmSettings settings) {
        this.settings = settings;
        this.breeder = new Breeder(settings.layout(), settings.starts().isEmpty() ? 0 : LINE_SHARE);
        int population = settings.population().orElse(DEFAULT_POPULATION);
        this.survivors = new Survivors(population);
        this.firstDraws = settings.starts().isEmpty() ? population : settings.starts().size();
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
        RandomGenerator random = Streams.of(settings.seed(), NAME, candidate);
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
