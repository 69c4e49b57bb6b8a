package dev.merganser.optimizer.algorithm;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.util.MSeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;

import java.util.random.RandomGenerator;

/**
 * Crosses neighbours of a population, so many of all pairs.
 *
 * @param <C> the costs
 */
final class CrossoverAlterer<C extends Comparable<? super C>> implements Alterer<DoubleGene, C> {

    private final double probability;
    private final Crossover crossover;

    /**
     * An alterer.
     *
     * @param probability that a pair is crossed, in [0, 1]
     */
    CrossoverAlterer(double probability, Crossover crossover) {
        this.probability = probability;
        this.crossover = crossover;
    }

    @Override
    public AltererResult<DoubleGene, C> alter(
            Seq<Phenotype<DoubleGene, C>> population, long generation) {
        RandomGenerator random = RandomRegistry.random();
        MSeq<Phenotype<DoubleGene, C>> altered = MSeq.of(population);
        int alterations = 0;
        for (int i = 0; i + 1 < altered.size(); i += 2) {
            if (random.nextDouble() < probability) {
                double[] first = Genotypes.array(altered.get(i).genotype());
                double[] second = Genotypes.array(altered.get(i + 1).genotype());
                crossover.cross(first, second, random);
                altered.set(i, Phenotype.of(Genotypes.of(first), generation));
                altered.set(i + 1, Phenotype.of(Genotypes.of(second), generation));
                alterations += 2;
            }
        }
        return new AltererResult<>(altered.toISeq(), alterations);
    }
}
