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
 * Crossover that exchanges genes of two neighbours as they are: each gene with one half (uniform
 * crossover, Syswerda 1989), or the places between two cuts of a sequence, with their numbers.
 *
 * @param <C> the costs
 */
final class ExchangeAlterer<C extends Comparable<? super C>> implements Alterer<DoubleGene, C> {

    private final double probability;
    private final Exchange exchange;

    /** Exchanges genes of two vectors in place. */
    private interface Exchange {
        void exchange(double[] first, double[] second, RandomGenerator random);
    }

    private ExchangeAlterer(double probability, Exchange exchange) {
        this.probability = probability;
        this.exchange = exchange;
    }

    /** Uniform crossover of so many of all pairs. */
    static <C extends Comparable<? super C>> ExchangeAlterer<C> uniform(double probability) {
        return new ExchangeAlterer<>(probability, ExchangeAlterer::uniform);
    }

    /** Crossover between two cuts of so many of all pairs. */
    static <C extends Comparable<? super C>> ExchangeAlterer<C> betweenCuts(
            double probability, GeneBlock.Steps steps) {
        return new ExchangeAlterer<>(
                probability,
                (first, second, random) -> betweenCuts(first, second, steps.places(), random));
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
                exchange.exchange(first, second, random);
                altered.set(i, Phenotype.of(Genotypes.of(first), generation));
                altered.set(i + 1, Phenotype.of(Genotypes.of(second), generation));
                alterations += 2;
            }
        }
        return new AltererResult<>(altered.toISeq(), alterations);
    }

    private static void uniform(double[] first, double[] second, RandomGenerator random) {
        for (int gene = 0; gene < first.length; gene++) {
            if (random.nextBoolean()) {
                exchange(first, second, gene);
            }
        }
    }

    private static void betweenCuts(
            double[] first, double[] second, int places, RandomGenerator random) {
        int from = random.nextInt(places);
        int to = from + 1 + random.nextInt(places - from);
        for (int gene = 0; gene < first.length; gene++) {
            if (gene % places >= from && gene % places < to) {
                exchange(first, second, gene);
            }
        }
    }

    private static void exchange(double[] first, double[] second, int gene) {
        double kept = first[gene];
        first[gene] = second[gene];
        second[gene] = kept;
    }
}
