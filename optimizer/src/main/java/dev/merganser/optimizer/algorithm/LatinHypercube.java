package dev.merganser.optimizer.algorithm;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Draws candidates in blocks whose values of each gene fall once into each of as many equal slices
 * (McKay, Beckman and Conover 1979, doi:10.2307/1268522), after the start points.
 *
 * <p>A block is as long as the population. Learns nothing.
 */
public final class LatinHypercube implements Algorithm {

    /** The name of this algorithm in settings and streams. */
    public static final String NAME = "latin_hypercube";

    private final AlgorithmSettings settings;
    private final int blockLength;

    public LatinHypercube(AlgorithmSettings settings) {
        this.settings = settings;
        this.blockLength = settings.population().orElse(Nsga2.DEFAULT_POPULATION);
    }

    @Override
    public int needed(int candidate) {
        return 0;
    }

    @Override
    public Proposal ask(int candidate) {
        int starts = settings.starts().size();
        if (candidate <= starts) {
            return Origins.start(settings.starts().get(candidate - 1));
        }
        int drawn = candidate - starts - 1;
        RandomGenerator random = Streams.of(settings.seed(), NAME, candidate);
        List<Double> genes =
                IntStream.range(0, settings.genes())
                        .mapToObj(gene -> draw(drawn, gene, random.nextDouble()))
                        .toList();
        return new Proposal(genes, Origins.LATIN_HYPERCUBE, List.of());
    }

    @Override
    public void tell(int candidate, Outcome outcome) {}

    private double draw(int drawn, int gene, double withinSlice) {
        int slice = slices(drawn / blockLength, gene)[drawn % blockLength];
        return settings.layout().drawn(gene, (slice + withinSlice) / blockLength);
    }

    private int[] slices(int block, int gene) {
        RandomGenerator random = Streams.of(settings.seed(), NAME + ".block." + gene, block);
        int[] slices = IntStream.range(0, blockLength).toArray();
        for (int i = blockLength - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = slices[i];
            slices[i] = slices[j];
            slices[j] = swapped;
        }
        return slices;
    }
}
