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
 * Polynomial mutation of genes in [0, 1] that cannot leave its bounds (Deb and Goyal 1996; the form
 * of NSGA-II's published code). Each gene mutates with the same probability.
 *
 * @param <C> the costs
 */
final class PolynomialAlterer<C extends Comparable<? super C>> implements Alterer<DoubleGene, C> {

    private final double probability;
    private final double index;

    /**
     * A mutation.
     *
     * @param probability that a gene mutates, in [0, 1]
     * @param index the distribution index eta; the larger, the smaller the steps
     */
    PolynomialAlterer(double probability, double index) {
        this.probability = probability;
        this.index = index;
    }

    @Override
    public AltererResult<DoubleGene, C> alter(
            Seq<Phenotype<DoubleGene, C>> population, long generation) {
        RandomGenerator random = RandomRegistry.random();
        ISeq<Phenotype<DoubleGene, C>> altered =
                population.map(phenotype -> mutate(phenotype, generation, random)).asISeq();
        int alterations = 0;
        for (int i = 0; i < altered.size(); i++) {
            alterations += altered.get(i).equals(population.get(i)) ? 0 : 1;
        }
        return new AltererResult<>(altered, alterations);
    }

    private Phenotype<DoubleGene, C> mutate(
            Phenotype<DoubleGene, C> phenotype, long generation, RandomGenerator random) {
        double[] genes = Genotypes.array(phenotype.genotype());
        boolean mutated = false;
        for (int i = 0; i < genes.length; i++) {
            if (random.nextDouble() < probability) {
                genes[i] = mutated(genes[i], random.nextDouble());
                mutated = true;
            }
        }
        return mutated ? Phenotype.of(Genotypes.of(genes), generation) : phenotype;
    }

    /** A gene after a mutation that a uniform draw decides. */
    double mutated(double gene, double draw) {
        double step =
                draw < 0.5
                        ? root(2 * draw + (1 - 2 * draw) * power(1 - gene)) - 1
                        : 1 - root(2 * (1 - draw) + (2 * draw - 1) * power(gene));
        return Math.max(0, Math.min(1, gene + step));
    }

    private double power(double base) {
        return StrictMath.pow(base, index + 1);
    }

    private double root(double base) {
        return StrictMath.pow(base, 1 / (index + 1));
    }
}
