package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.MapSettings;
import dev.merganser.optimizer.surrogate.SurrogateFit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * MAP (arXiv:2406.07529): a design is evaluated, each metric is fitted by a quadratic of the genes,
 * and the front of the quadratics is searched in place of that of the recipes. Unlike the published
 * program, the proposed points are evaluated, the quadratics fitted again with them, and so on
 * until the hypervolume stays; points far from those of the fit are discouraged by their leverage,
 * and failed ones count as the worst.
 */
final class MapSearch implements Algorithm {

    /** The name of this algorithm in settings and streams. */
    static final String NAME = "map";

    private static final int FEWEST_POINTS = 2;
    private static final double SETTLED = 1e-3;

    private final AlgorithmSettings settings;
    private final MapSettings map;
    private final List<List<Double>> first;
    private final Map<Integer, List<Double>> asked = new HashMap<>();
    private final List<double[]> points = new ArrayList<>();
    private final List<double[]> costs = new ArrayList<>();
    private final List<double[]> failed = new ArrayList<>();
    private final List<double[]> proposed = new ArrayList<>();
    private final List<Evidence.Point> known;
    private Optional<CostFrame> frame = Optional.empty();
    private Optional<Fitted> fitted = Optional.empty();
    private List<SurrogateFront.Promise> round = List.of();
    private double bestVolume;
    private int stale;

    /** A search whose start points, where it has some, come before the design. */
    MapSearch(AlgorithmSettings settings) {
        this.settings = settings;
        this.map = settings.map();
        this.known = new ArrayList<>(settings.evidence().points());
        known.forEach(point -> add(point.genes(), point.costs()));
        this.first = Stream.concat(settings.starts().stream(), design().stream()).toList();
    }

    /** As many points as are wanted besides the starts, far from these and the known ones. */
    private List<List<Double>> design() {
        int count = Math.max(0, map.initial(settings.genes()) - settings.starts().size());
        List<double[]> given = new ArrayList<>(points);
        settings.starts().forEach(start -> given.add(array(start)));
        return map
                .points(
                        settings.genes(),
                        count,
                        given,
                        Streams.of(settings.seed(), NAME + ".design", 0))
                .stream()
                .map(point -> Arrays.stream(point).boxed().toList())
                .toList();
    }

    @Override
    public int needed(int candidate) {
        int later = candidate - first.size() - 1;
        return later < 0 ? 0 : first.size() + later / map.batch() * map.batch();
    }

    @Override
    public Proposal ask(int candidate) {
        fitted = Optional.empty();
        Proposal proposal = candidate <= first.size() ? designed(candidate) : amortized(candidate);
        asked.put(candidate, proposal.genes());
        return proposal;
    }

    private Proposal designed(int candidate) {
        boolean start = candidate <= settings.starts().size();
        return new Proposal(
                first.get(candidate - 1), start ? Origins.START : Origins.DESIGN, List.of());
    }

    private Proposal amortized(int candidate) {
        int inRound = (candidate - first.size() - 1) % map.batch();
        if (inRound == 0) {
            beginRound(candidate);
        }
        return inRound < round.size() ? promised(round.get(inRound)) : drawn(candidate);
    }

    /** Of a known point what it has is promised; it is proposed once, to be on the front. */
    private Proposal promised(SurrogateFront.Promise promise) {
        boolean isKnown = known.removeIf(point -> point.genes().equals(promise.genes()));
        return new Proposal(
                promise.genes(), isKnown ? Origins.KNOWN : Origins.SURROGATE, List.of());
    }

    private void beginRound(int candidate) {
        if (points.size() < FEWEST_POINTS) {
            round = List.of();
            return;
        }
        List<double[]> tried = Stream.concat(points.stream(), failed.stream()).toList();
        SurrogateFit fit =
                SurrogateFit.of(
                        tried, costsWithFailed(), settings.evidence().directions(), map.warp());
        var front = new SurrogateFront(fit, frame(), tried, map.leverage());
        long seed = Streams.of(settings.seed(), NAME + ".front", candidate).nextLong();
        round = front.best(map.batch(), proposed, known, seed);
        fitted =
                Optional.of(
                        new Fitted(
                                tried.size(),
                                fit.models(),
                                round.stream().map(this::expected).toList()));
    }

    /** The costs that surrogates expect; none of a known point, whose costs are measured. */
    private List<Double> expected(SurrogateFront.Promise promise) {
        return isKnown(promise) ? List.of() : promise.costs();
    }

    private boolean isKnown(SurrogateFront.Promise promise) {
        return known.stream().anyMatch(point -> point.genes().equals(promise.genes()));
    }

    /**
     * What failed counts as the worst of each objective, so that no surrogate leads there again.
     */
    private List<double[]> costsWithFailed() {
        double[] worst = costs.getFirst().clone();
        costs.forEach(each -> Arrays.setAll(worst, i -> Math.max(worst[i], each[i])));
        return Stream.concat(costs.stream(), failed.stream().map(_ -> worst)).toList();
    }

    /** The frame of the run, or that of what is known when it is first asked for. */
    private CostFrame frame() {
        CostFrame chosen = frame.orElseGet(() -> CostFrame.of(settings, costs));
        frame = Optional.of(chosen);
        return chosen;
    }

    /** Where the surrogates promise nothing new. */
    private Proposal drawn(int candidate) {
        var random = Streams.of(settings.seed(), NAME, candidate);
        return new Proposal(
                RandomSearch.draw(random, settings.layout()), Origins.RANDOM, List.of());
    }

    @Override
    public Optional<Fitted> fitted() {
        return fitted;
    }

    @Override
    public void tell(int candidate, Outcome outcome) {
        List<Double> genes = asked.remove(candidate);
        if (genes == null) {
            throw new IllegalArgumentException("Candidate " + candidate + " was never proposed");
        }
        switch (outcome) {
            case Outcome.Costs found -> take(genes, found);
            case Outcome.Failed _ -> failed.add(array(genes));
        }
        if (candidate >= first.size() && (candidate - first.size()) % map.batch() == 0) {
            settle();
        }
    }

    private void take(List<Double> genes, Outcome.Costs found) {
        proposed.add(array(found.values()));
        if (settings.evidence().points().stream().noneMatch(point -> point.genes().equals(genes))) {
            add(genes, found);
        }
    }

    private void add(List<Double> genes, Outcome.Costs found) {
        points.add(array(genes));
        costs.add(array(found.values()));
    }

    /** Counts rounds in which the hypervolume of what was proposed hardly grew. */
    private void settle() {
        double volume = proposed.isEmpty() ? 0 : frame().volume(proposed);
        if (volume > 0) {
            stale = volume > bestVolume * (1 + SETTLED) ? 0 : stale + 1;
            bestVolume = Math.max(volume, bestVolume);
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
