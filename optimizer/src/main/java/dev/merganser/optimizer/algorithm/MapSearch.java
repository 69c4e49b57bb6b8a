package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.MapSettings;
import dev.merganser.optimizer.surrogate.SurrogateFit;
import dev.merganser.results.front.Hypervolume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * MAP (arXiv:2406.07529): a design is evaluated, each metric is fitted by a quadratic of the genes,
 * and the front of the quadratics is searched in place of that of the recipes. Unlike the published
 * program, the proposed points are evaluated, the quadratics fitted again with them, and so on
 * until the hypervolume stays; and points far from those of the fit are discouraged by their
 * leverage.
 */
final class MapSearch implements Algorithm {

    /** The name of this algorithm in settings and streams. */
    static final String NAME = "map";

    private static final String DESIGN = "design";
    private static final String SURROGATE = "surrogate";
    private static final double SETTLED = 1e-3;
    private static final double MARGIN = 0.1;

    private final AlgorithmSettings settings;
    private final MapSettings map;
    private final List<List<Double>> first = new ArrayList<>();
    private final Map<Integer, List<Double>> asked = new HashMap<>();
    private final List<double[]> points = new ArrayList<>();
    private final List<double[]> costs = new ArrayList<>();
    private List<List<Double>> round = List.of();
    private double[] reference = {};
    private double bestVolume;
    private int stale;

    /** A search whose start points, where it has some, come before the design. */
    MapSearch(AlgorithmSettings settings) {
        this.settings = settings;
        this.map = settings.map();
        first.addAll(settings.starts());
        map.points(settings.genes(), Streams.of(settings.seed(), NAME + ".design", 0))
                .forEach(point -> first.add(Arrays.stream(point).boxed().toList()));
    }

    @Override
    public int needed(int candidate) {
        int later = candidate - first.size() - 1;
        return later < 0 ? 0 : first.size() + later / map.batch() * map.batch();
    }

    @Override
    public Proposal ask(int candidate) {
        boolean isFirst = candidate <= first.size();
        List<Double> genes = isFirst ? first.get(candidate - 1) : later(candidate);
        asked.put(candidate, genes);
        String origin =
                !isFirst ? SURROGATE : candidate <= settings.starts().size() ? "start" : DESIGN;
        return new Proposal(genes, origin, List.of());
    }

    private List<Double> later(int candidate) {
        int inRound = (candidate - first.size() - 1) % map.batch();
        if (inRound == 0) {
            beginRound(candidate);
        }
        return inRound < round.size() ? round.get(inRound) : drawn(candidate);
    }

    private void beginRound(int candidate) {
        if (points.size() < 2) {
            round = List.of();
            return;
        }
        double[][] known = costs.toArray(double[][]::new);
        var front =
                new SurrogateFront(
                        SurrogateFit.of(points, costs, map.warp()), points, known, map.leverage());
        round =
                front.best(
                        map.batch(),
                        Streams.of(settings.seed(), NAME + ".front", candidate).nextLong());
    }

    /** Counts rounds in which the hypervolume of what was evaluated hardly grew. */
    private void settle() {
        if (points.isEmpty()) {
            return;
        }
        double[][] known = costs.toArray(double[][]::new);
        reference = reference.length == 0 ? reference(known) : reference;
        double volume = Hypervolume.of(known, reference);
        stale = volume > bestVolume * (1 + SETTLED) ? 0 : stale + 1;
        bestVolume = Math.max(volume, bestVolume);
    }

    /** A little worse than all of the design, and then the same to the end. */
    private static double[] reference(double[][] known) {
        double[] reference = new double[known[0].length];
        for (int i = 0; i < reference.length; i++) {
            int objective = i;
            var range = Arrays.stream(known).mapToDouble(c -> c[objective]).summaryStatistics();
            reference[i] = range.getMax() + MARGIN * (range.getMax() - range.getMin());
        }
        return reference;
    }

    /** Where the surrogates promise nothing new. */
    private List<Double> drawn(int candidate) {
        var random = Streams.of(settings.seed(), NAME, candidate);
        return random.doubles(settings.genes()).boxed().toList();
    }

    @Override
    public void tell(int candidate, Outcome outcome) {
        List<Double> genes = asked.remove(candidate);
        if (genes == null) {
            throw new IllegalArgumentException("Candidate " + candidate + " was never proposed");
        }
        if (outcome instanceof Outcome.Costs(List<Double> values)) {
            points.add(array(genes));
            costs.add(array(values));
        }
        if (candidate >= first.size() && (candidate - first.size()) % map.batch() == 0) {
            settle();
        }
    }

    private static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public boolean isFinished() {
        return stale >= map.patience();
    }
}
