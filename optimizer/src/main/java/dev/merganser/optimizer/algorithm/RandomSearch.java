package dev.merganser.optimizer.algorithm;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws every candidate at random, numbers uniformly, after the start points. Learns nothing. */
public final class RandomSearch implements Algorithm {

    /** The name of this algorithm in settings and streams. */
    public static final String NAME = "random";

    private final AlgorithmSettings settings;

    public RandomSearch(AlgorithmSettings settings) {
        this.settings = settings;
    }

    @Override
    public int needed(int candidate) {
        return 0;
    }

    @Override
    public Proposal ask(int candidate) {
        if (candidate <= settings.starts().size()) {
            return Origins.start(settings.starts().get(candidate - 1));
        }
        RandomGenerator random = Streams.of(settings.seed(), NAME, candidate);
        return new Proposal(draw(random, settings.layout()), Origins.RANDOM, List.of());
    }

    @Override
    public void tell(int candidate, Outcome outcome) {}

    static List<Double> draw(RandomGenerator random, GeneLayout layout) {
        double[] point = new double[layout.size()];
        Arrays.setAll(point, gene -> layout.drawn(gene, random.nextDouble()));
        return Arrays.stream(point).boxed().toList();
    }
}
