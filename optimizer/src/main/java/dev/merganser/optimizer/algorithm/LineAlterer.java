package dev.merganser.optimizer.algorithm;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.util.MSeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;

/**
 * Crossover on the straight line between two parents (line recombination of Mühlenbein and
 * Schlierkamp-Voosen 1993, doi:10.1162/evco.1993.1.1.25, without extension), pairing neighbours:
 * children a + t (b − a) and b − t (b − a), with one t in [0, 1] for all genes.
 *
 * @param <C> the costs
 */
final class LineAlterer<C extends Comparable<? super C>> implements Alterer<DoubleGene, C> {

    @Override
    public AltererResult<DoubleGene, C> alter(
            Seq<Phenotype<DoubleGene, C>> population, long generation) {
        MSeq<Phenotype<DoubleGene, C>> altered = MSeq.of(population);
        int alterations = 0;
        for (int i = 0; i + 1 < altered.size(); i += 2) {
            double share = RandomRegistry.random().nextDouble();
            double[] first = Genotypes.array(population.get(i).genotype());
            double[] second = Genotypes.array(population.get(i + 1).genotype());
            altered.set(i, between(first, second, share, generation));
            altered.set(i + 1, between(second, first, share, generation));
            alterations += 2;
        }
        return new AltererResult<>(altered.toISeq(), alterations);
    }

    private static <C extends Comparable<? super C>> Phenotype<DoubleGene, C> between(
            double[] from, double[] to, double share, long generation) {
        double[] child = new double[from.length];
        for (int i = 0; i < child.length; i++) {
            child[i] = from[i] + share * (to[i] - from[i]);
        }
        return Phenotype.of(Genotypes.of(child), generation);
    }
}
