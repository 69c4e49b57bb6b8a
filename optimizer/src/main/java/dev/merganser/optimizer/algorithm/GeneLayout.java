package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.coefficient.CoefficientSpace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the genes of a space are, block by block, and in which order they are searched.
 *
 * @param blocks neighbours in the gene vector, at least one
 * @param phases empty: all genes are searched at once
 * @param weights whose weight each gene is, where all are weights of merges linear in them
 */
public record GeneLayout(
        List<GeneBlock> blocks, Optional<Phases> phases, Optional<CoefficientSpace> weights) {

    /**
     * A search of the first genes, then one of the others.
     *
     * @param genes how many are searched first; they end with a block
     * @param candidates how many candidates that takes
     * @param others the values of the other genes meanwhile
     */
    public record Phases(int genes, int candidates, List<Double> others) {
        public Phases {
            others = List.copyOf(others);
            if (genes < 1 || candidates < 1 || others.isEmpty()) {
                throw new IllegalArgumentException(
                        "Both phases need genes and candidates, found %d and %d genes, %d candidates"
                                .formatted(genes, others.size(), candidates));
            }
        }
    }

    public GeneLayout {
        blocks = List.copyOf(blocks);
        int size = sizeOf(blocks);
        if (size < 1) {
            throw new IllegalArgumentException("A layout needs genes, found none");
        }
        phases.ifPresent(two -> requireSize(two.genes() + two.others().size(), size));
    }

    /** Blocks that are searched at once. */
    public static GeneLayout of(List<GeneBlock> blocks) {
        return new GeneLayout(blocks, Optional.empty(), Optional.empty());
    }

    /** So many numbers. */
    public static GeneLayout numbers(int genes) {
        return of(List.of(GeneBlock.Numbers.of(genes)));
    }

    /** The same blocks, searched one after the other. */
    public GeneLayout inPhases(Phases order) {
        return new GeneLayout(blocks, Optional.of(order), weights);
    }

    /** The same blocks, of genes that are these weights, one each. */
    public GeneLayout withWeights(CoefficientSpace known) {
        requireSize(known.size(), size());
        return new GeneLayout(blocks, phases, Optional.of(known));
    }

    /** How many genes there are. */
    public int size() {
        return sizeOf(blocks);
    }

    /** Whether there are numbers only. */
    public boolean isNumbers() {
        return blocks.size() == 1 && blocks.getFirst() instanceof GeneBlock.Numbers;
    }

    /**
     * The value of a gene that is drawn at random.
     *
     * @param draw uniform in [0, 1)
     */
    double drawn(int gene, double draw) {
        int from = 0;
        for (GeneBlock block : blocks) {
            if (gene < from + block.size()) {
                return block.drawn(gene - from, draw);
            }
            from += block.size();
        }
        throw new IndexOutOfBoundsException("Gene " + gene + " of " + from);
    }

    /** The blocks of the genes from one to before another, both at the border of a block. */
    GeneLayout part(int from, int to) {
        List<GeneBlock> inside = new ArrayList<>();
        int at = 0;
        for (GeneBlock block : blocks) {
            if (at >= from && at + block.size() <= to) {
                inside.add(block);
            }
            at += block.size();
        }
        requireSize(sizeOf(inside), to - from);
        return of(inside);
    }

    private static void requireSize(int found, int wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException(
                    "The parts of a layout must have %d genes, found %d".formatted(wanted, found));
        }
    }

    private static int sizeOf(List<GeneBlock> blocks) {
        return blocks.stream().mapToInt(GeneBlock::size).sum();
    }
}
