package dev.merganser.optimizer.algorithm;

import io.jenetics.DoubleChromosome;
import io.jenetics.DoubleGene;
import io.jenetics.Genotype;
import io.jenetics.util.ISeq;

import java.util.Arrays;
import java.util.List;

/** Gene vectors as Jenetics' genotypes (one chromosome of genes in [0, 1]), both ways. */
final class Genotypes {

    private Genotypes() {}

    static Genotype<DoubleGene> of(List<Double> genes) {
        return of(genes.stream().mapToDouble(Double::doubleValue).toArray());
    }

    static Genotype<DoubleGene> of(double[] genes) {
        return Genotype.of(
                DoubleChromosome.of(
                        Arrays.stream(genes)
                                .mapToObj(gene -> DoubleGene.of(gene, 0, 1))
                                .collect(ISeq.toISeq())));
    }

    static double[] array(Genotype<DoubleGene> genotype) {
        return genotype.chromosome().as(DoubleChromosome.class).toArray();
    }

    static List<Double> list(Genotype<DoubleGene> genotype) {
        return Arrays.stream(array(genotype)).boxed().toList();
    }
}
