package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.optimizer.surrogate.NestedMapSettings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Nested MAP (arXiv:2406.07529): takes the two models that stand closest, fits quadratics to a few
 * of their merges, makes the merge that is preferred a model in their place, and so on until one is
 * left. Then the front of the last two is evaluated, and maybe that of all weights. A candidate is
 * an ordinary point of the space: the weights of experts in a composite are multiplied by the
 * factor of the composite.
 *
 * <p>An objective belongs to the expert with the lowest cost in it, each expert alone; a composite
 * has the objectives of both models. Where a model stands is the mean of its costs in its own
 * objectives, each from the reference in ranges, by preference; a model without an objective of its
 * own speaks for all.
 */
final class NestedMap extends AmortizedSearch {

    /** The name of this algorithm in settings and streams. */
    static final String NAME = "nested_map";

    private static final double SAME = 1e-6;

    private final NestedMapSettings nested;
    private final WeightGenes genes;
    private final Preference preference;
    private final int initial;
    private final int levels;
    private final List<Integer> unknown;
    private final List<NestedModel> open = new ArrayList<>();
    private final FrontRounds narrow;
    private final FrontRounds wide;
    private boolean isWide;
    private Optional<NestedLevel> level = Optional.empty();

    NestedMap(AlgorithmSettings settings) {
        super(settings, NAME, of(settings).front().batch());
        this.nested = of(settings);
        this.genes = WeightGenes.of(settings.layout());
        this.preference = Preference.of(settings);
        int models = Math.min(2, genes.experts());
        this.initial = nested.sampling().count(models * genes.parts());
        this.levels = Math.max(1, genes.experts() - 1);
        FrontSettings front = nested.front();
        this.narrow = new FrontRounds(settings, isOfAll() ? front.withPatience(1) : front);
        this.wide = new FrontRounds(settings, front);
        this.unknown =
                IntStream.range(0, genes.experts())
                        .filter(expert -> known(expert).isEmpty())
                        .boxed()
                        .toList();
    }

    private static NestedMapSettings of(AlgorithmSettings settings) {
        return settings.form().orElse(NestedMapSettings.DEFAULT) instanceof NestedMapSettings own
                ? own
                : NestedMapSettings.DEFAULT;
    }

    /** The first candidate after starts and single experts. */
    private int firstOfLevels() {
        return settings().starts().size() + unknown.size() + 1;
    }

    private int levelLength() {
        return initial + nested.refine();
    }

    @Override
    int firstOfRounds() {
        return firstOfLevels() + levels * levelLength();
    }

    @Override
    int neededBefore(int candidate) {
        if (candidate < firstOfLevels()) {
            return 0;
        }
        int inLevel = (candidate - firstOfLevels()) % levelLength();
        return candidate - 1 - (inLevel < initial ? inLevel : 0);
    }

    @Override
    Proposal before(int candidate) {
        return candidate < firstOfLevels() ? alone(candidate) : ofLevel(candidate);
    }

    private Proposal alone(int candidate) {
        int expert = unknown.get(candidate - settings().starts().size() - 1);
        return proposal(genes.genes(alone(genes, expert)), Origins.EXPERT);
    }

    /** Weight 1 for one expert. */
    private static double[] alone(WeightGenes genes, int expert) {
        double[] weights = new double[genes.genes()];
        for (int gene = 0; gene < weights.length; gene++) {
            weights[gene] = genes.expert(gene) == expert ? 1 : 0;
        }
        return weights;
    }

    private Proposal ofLevel(int candidate) {
        int inLevel = (candidate - firstOfLevels()) % levelLength();
        NestedLevel current = inLevel == 0 ? begin(candidate) : level.orElseThrow();
        if (inLevel < initial) {
            RandomGenerator random = Streams.of(settings().seed(), NAME, candidate);
            return proposal(current.box().genes(current.designed(inLevel, random)), Origins.DESIGN);
        }
        double[] point = current.compromise(trials(), seed(Origins.COMPROMISE, candidate));
        fitted(current.fitted());
        return proposal(current.box().genes(point), Origins.COMPROMISE);
    }

    private NestedLevel begin(int candidate) {
        if (level.isPresent()) {
            open.add(level.get().composite(trials(), trials().costs(candidate - 1)));
        } else {
            open.addAll(experts());
        }
        List<NestedModel> closest = closest();
        open.removeAll(closest);
        var begun =
                new NestedLevel(
                        new NestedBox(genes, closest),
                        settings(),
                        nested,
                        trials(),
                        Streams.of(settings().seed(), NAME + "." + Origins.DESIGN, candidate));
        level = Optional.of(begun);
        return begun;
    }

    private List<NestedModel> experts() {
        List<NestedModel> experts = new ArrayList<>();
        for (int expert = 0; expert < genes.experts(); expert++) {
            Set<Integer> own = objectives(expert);
            double standing =
                    costs(expert)
                            .map(costs -> preference.of(own, costs))
                            .orElse(Double.POSITIVE_INFINITY);
            experts.add(new NestedModel(alone(genes, expert), Set.of(expert), own, standing));
        }
        return experts;
    }

    /** The costs of an expert alone; empty where it could not be scored. */
    private Optional<double[]> costs(int expert) {
        int proposed = unknown.indexOf(expert);
        return proposed < 0
                ? known(expert)
                : trials().costs(settings().starts().size() + 1 + proposed);
    }

    /** The costs of an expert alone where they are known beforehand. */
    private Optional<double[]> known(int expert) {
        List<Double> wanted = genes.genes(alone(genes, expert));
        return settings().evidence().points().stream()
                .filter(point -> isSame(point.genes(), wanted))
                .map(point -> Doubles.array(point.costs().values()))
                .findFirst();
    }

    private static boolean isSame(List<Double> one, List<Double> other) {
        return IntStream.range(0, one.size())
                .allMatch(i -> Math.abs(one.get(i) - other.get(i)) < SAME);
    }

    /** The objectives in which no other expert has a lower cost alone. */
    private Set<Integer> objectives(int expert) {
        Set<Integer> own = new TreeSet<>();
        preference.objectives().filter(i -> owner(i) == expert).forEach(own::add);
        return own;
    }

    /** The first expert with the lowest cost; −1 where none could be scored. */
    private int owner(int objective) {
        int owner = -1;
        double lowest = Double.POSITIVE_INFINITY;
        for (int expert = 0; expert < genes.experts(); expert++) {
            double cost = costs(expert).map(c -> c[objective]).orElse(Double.POSITIVE_INFINITY);
            if (cost < lowest) {
                lowest = cost;
                owner = expert;
            }
        }
        return owner;
    }

    /** The two models that stand closest, of equal pairs the first; or the only one. */
    private List<NestedModel> closest() {
        List<List<NestedModel>> pairs = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            for (int j = i + 1; j < open.size(); j++) {
                pairs.add(List.of(open.get(i), open.get(j)));
            }
        }
        return pairs.stream()
                .min(Comparator.comparingDouble(pair -> pair.get(0).distance(pair.get(1))))
                .orElse(List.copyOf(open));
    }

    private boolean isOfAll() {
        return nested.span() == NestedMapSettings.Span.ALL;
    }

    /** Of the last two models, and where all weights shall vary, then of these. */
    @Override
    Scope scope() {
        return isWide ? wholeSpace(wide) : ofLastTwo(level.orElseThrow());
    }

    private Scope ofLastTwo(NestedLevel last) {
        Evaluated evaluated = last.evaluated(trials());
        return new Scope(
                narrow,
                evaluated,
                evaluated.costs(),
                List.of(),
                point -> last.box().genes(Doubles.array(point)),
                last.box().size());
    }

    @Override
    void ended(boolean isRound) {
        isWide = isOfAll() && (narrow.isSettled() || (isRound && !narrow.hasVolume()));
    }

    @Override
    public boolean isFinished() {
        return isOfAll() ? wide.isSettled() : narrow.isSettled();
    }
}
