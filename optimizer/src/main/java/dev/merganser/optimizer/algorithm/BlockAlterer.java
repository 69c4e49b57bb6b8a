package dev.merganser.optimizer.algorithm;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.Seq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Alters each block of genes by an alterer of its own, the first block first.
 *
 * @param <C> the costs
 */
final class BlockAlterer<C extends Comparable<? super C>> implements Alterer<DoubleGene, C> {

    private final List<Part<C>> parts = new ArrayList<>();

    private record Part<C extends Comparable<? super C>>(
            int from, int to, Alterer<DoubleGene, C> alterer) {}

    BlockAlterer(
            GeneLayout layout, Function<? super GeneBlock, ? extends Alterer<DoubleGene, C>> of) {
        int from = 0;
        for (GeneBlock block : layout.blocks()) {
            parts.add(new Part<>(from, from + block.size(), of.apply(block)));
            from += block.size();
        }
    }

    @Override
    public AltererResult<DoubleGene, C> alter(
            Seq<Phenotype<DoubleGene, C>> population, long generation) {
        double[][] genes = new double[population.size()][];
        for (int i = 0; i < genes.length; i++) {
            genes[i] = Genotypes.array(population.get(i).genotype());
        }
        int alterations = 0;
        for (Part<C> part : parts) {
            AltererResult<DoubleGene, C> altered =
                    part.alterer().alter(cut(genes, part, generation), generation);
            alterations = Math.max(alterations, altered.alterations());
            paste(altered.population(), part, genes);
        }
        ISeq<Phenotype<DoubleGene, C>> changed = all(genes, generation);
        return new AltererResult<>(alterations == 0 ? population.asISeq() : changed, alterations);
    }

    private static <C extends Comparable<? super C>> ISeq<Phenotype<DoubleGene, C>> cut(
            double[][] genes, Part<C> part, long generation) {
        double[][] cut = new double[genes.length][];
        for (int i = 0; i < genes.length; i++) {
            cut[i] = Arrays.copyOfRange(genes[i], part.from(), part.to());
        }
        return all(cut, generation);
    }

    private static <C extends Comparable<? super C>> void paste(
            Seq<Phenotype<DoubleGene, C>> altered, Part<C> part, double[][] genes) {
        for (int i = 0; i < genes.length; i++) {
            double[] block = Genotypes.array(altered.get(i).genotype());
            System.arraycopy(block, 0, genes[i], part.from(), block.length);
        }
    }

    private static <C extends Comparable<? super C>> ISeq<Phenotype<DoubleGene, C>> all(
            double[][] genes, long generation) {
        return Arrays.stream(genes)
                .map(one -> Phenotype.<DoubleGene, C>of(Genotypes.of(one), generation))
                .collect(ISeq.toISeq());
    }
}
