package dev.merganser.optimizer.algorithm;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;

import java.util.random.RandomGenerator;

/**
 * Mutates every member of a population.
 *
 * @param <C> the costs
 */
final class MutationAlterer<C extends Comparable<? super C>> implements Alterer<DoubleGene, C> {

    private final Mutation mutation;

    MutationAlterer(Mutation mutation) {
        this.mutation = mutation;
    }

    @Override
    public AltererResult<DoubleGene, C> alter(
            Seq<Phenotype<DoubleGene, C>> population, long generation) {
        RandomGenerator random = RandomRegistry.random();
        ISeq<Phenotype<DoubleGene, C>> mutated =
                population.map(phenotype -> mutate(phenotype, generation, random)).asISeq();
        return new AltererResult<>(mutated, mutated.size());
    }

    private Phenotype<DoubleGene, C> mutate(
            Phenotype<DoubleGene, C> phenotype, long generation, RandomGenerator random) {
        double[] genes = Genotypes.array(phenotype.genotype());
        mutation.mutate(genes, random);
        return Phenotype.of(Genotypes.of(genes), generation);
    }
}
