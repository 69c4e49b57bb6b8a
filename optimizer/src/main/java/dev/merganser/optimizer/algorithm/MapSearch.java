package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.MapSettings;

import java.util.List;

/**
 * MAP (arXiv:2406.07529): a design is evaluated, each metric is fitted by a quadratic of the genes,
 * and the front of the quadratics is searched in place of that of the recipes. Unlike the published
 * program, the proposed points are evaluated, the quadratics fitted again with them, and so on
 * until the hypervolume stays; points near the front count most in a fit, points far from those of
 * the fit are discouraged by their leverage, and failed ones count as the worst.
 */
final class MapSearch extends AmortizedSearch {

    /** The name of this algorithm in settings and streams. */
    static final String NAME = "map";

    private final List<double[]> design;
    private final FrontRounds rounds;

    /** A search whose start points, where it has some, come before the design. */
    MapSearch(AlgorithmSettings settings) {
        super(settings, NAME, settings.map().front().batch());
        this.design = design(settings);
        this.rounds = new FrontRounds(settings, settings.map().front());
    }

    /** As many points as are wanted besides the starts, far from these and the known ones. */
    private List<double[]> design(AlgorithmSettings settings) {
        MapSettings map = settings.map();
        int count = Math.max(0, map.initial(settings.genes()) - settings.starts().size());
        return map.sampling()
                .points(
                        settings.genes(),
                        count,
                        given(),
                        Streams.of(settings.seed(), NAME + ".design", 0));
    }

    @Override
    int firstOfRounds() {
        return settings().starts().size() + design.size() + 1;
    }

    @Override
    int neededBefore(int candidate) {
        return 0;
    }

    @Override
    Proposal before(int candidate) {
        double[] point = design.get(candidate - settings().starts().size() - 1);
        return proposal(Doubles.list(point), Origins.DESIGN);
    }

    @Override
    Scope scope() {
        return wholeSpace(rounds);
    }

    @Override
    public boolean isFinished() {
        return rounds.isSettled();
    }
}
