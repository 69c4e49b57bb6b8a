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
final class NestedMap implements Algorithm {

    /** The name of this algorithm in settings and streams. */
    static final String NAME = "nested_map";

    private static final double SAME = 1e-6;

    private final AlgorithmSettings settings;
    private final NestedMapSettings nested;
    private final WeightGenes genes;
    private final Preference preference;
    private final int initial;
    private final int levels;
    private final List<Integer> unknown;
    private final Trials trials = new Trials();
    private final List<NestedModel> open = new ArrayList<>();
    private final FrontRounds narrow;
    private final FrontRounds wide;
    private boolean isWide;
    private Optional<NestedLevel> level = Optional.empty();
    private Optional<Fitted> fitted = Optional.empty();
    private List<List<Double>> round = List.of();

    NestedMap(AlgorithmSettings settings) {
        this.settings = settings;
        this.nested =
                settings.form().orElse(NestedMapSettings.DEFAULT) instanceof NestedMapSettings own
                        ? own
                        : NestedMapSettings.DEFAULT;
        this.genes = WeightGenes.of(settings.layout());
        this.preference = Preference.of(settings);
        int models = Math.min(2, genes.experts());
        this.initial = nested.sampling().count(models * genes.parts());
        this.levels = Math.max(1, genes.experts() - 1);
        FrontSettings front = nested.front();
        this.narrow = new FrontRounds(settings, isOfAll() ? front.withPatience(1) : front);
        this.wide = new FrontRounds(settings, front);
        trials.know(settings.evidence());
        this.unknown =
                IntStream.range(0, genes.experts())
                        .filter(expert -> known(expert).isEmpty())
                        .boxed()
                        .toList();
    }

    /** The first candidate after starts and single experts. */
    private int firstOfLevels() {
        return settings.starts().size() + unknown.size() + 1;
    }

    private int levelLength() {
        return initial + nested.refine();
    }

    private int firstOfRounds() {
        return firstOfLevels() + levels * levelLength();
    }

    @Override
    public int needed(int candidate) {
        if (candidate >= firstOfRounds()) {
            int batch = nested.front().batch();
            return candidate - 1 - (candidate - firstOfRounds()) % batch;
        }
        if (candidate < firstOfLevels()) {
            return 0;
        }
        int inLevel = (candidate - firstOfLevels()) % levelLength();
        return candidate - 1 - (inLevel < initial ? inLevel : 0);
    }

    @Override
    public Optional<Fitted> fitted() {
        return fitted;
    }

    @Override
    public Proposal ask(int candidate) {
        fitted = Optional.empty();
        Proposal proposal =
                candidate < firstOfLevels()
                        ? alone(candidate)
                        : candidate < firstOfRounds() ? ofLevel(candidate) : ofFront(candidate);
        return trials.ask(candidate, proposal);
    }

    private Proposal alone(int candidate) {
        int starts = settings.starts().size();
        return candidate <= starts
                ? Origins.start(settings.starts().get(candidate - 1))
                : proposal(
                        genes.genes(alone(genes, unknown.get(candidate - starts - 1))),
                        Origins.EXPERT);
    }

    /** Weight 1 for one expert. */
    private static double[] alone(WeightGenes genes, int expert) {
        double[] weights = new double[genes.genes()];
        for (int gene = 0; gene < weights.length; gene++) {
            weights[gene] = genes.expert(gene) == expert ? 1 : 0;
        }
        return weights;
    }

    private static Proposal proposal(List<Double> point, String origin) {
        return new Proposal(point, origin, List.of());
    }

    private Proposal ofLevel(int candidate) {
        int inLevel = (candidate - firstOfLevels()) % levelLength();
        NestedLevel current = inLevel == 0 ? begin(candidate) : level.orElseThrow();
        if (inLevel < initial) {
            RandomGenerator random = Streams.of(settings.seed(), NAME, candidate);
            return proposal(current.box().genes(current.designed(inLevel, random)), Origins.DESIGN);
        }
        double[] point = current.compromise(trials.scored(), seed(Origins.COMPROMISE, candidate));
        fitted = current.fitted();
        return proposal(current.box().genes(point), Origins.COMPROMISE);
    }

    private long seed(String use, int candidate) {
        return Streams.of(settings.seed(), NAME + "." + use, candidate).nextLong();
    }

    private NestedLevel begin(int candidate) {
        if (level.isPresent()) {
            open.add(level.get().composite(trials.scored(), trials.costs(candidate - 1)));
        } else {
            open.addAll(experts());
        }
        List<NestedModel> closest = closest();
        open.removeAll(closest);
        var begun =
                new NestedLevel(
                        new NestedBox(genes, closest),
                        settings,
                        nested,
                        trials.scored(),
                        Streams.of(settings.seed(), NAME + "." + Origins.DESIGN, candidate));
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
        return proposed < 0 ? known(expert) : trials.costs(settings.starts().size() + 1 + proposed);
    }

    /** The costs of an expert alone where they are known beforehand. */
    private Optional<double[]> known(int expert) {
        List<Double> wanted = genes.genes(alone(genes, expert));
        return settings.evidence().points().stream()
                .filter(point -> isSame(point.genes(), wanted))
                .map(point -> array(point.costs().values()))
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

    private Proposal ofFront(int candidate) {
        int inRound = (candidate - firstOfRounds()) % nested.front().batch();
        if (inRound == 0) {
            round = rounds().next(points(), costs(), proposed(), known(), seed("front", candidate));
            fitted = rounds().fitted();
        }
        return inRound < round.size()
                ? proposal(vector(round.get(inRound)), Origins.SURROGATE)
                : proposal(drawn(candidate), Origins.RANDOM);
    }

    private boolean isOfAll() {
        return nested.span() == NestedMapSettings.Span.ALL;
    }

    /** Of the last two models, and where all weights shall vary, then of these. */
    private FrontRounds rounds() {
        return isWide ? wide : narrow;
    }

    /** What was evaluated of what the front varies. */
    private List<double[]> points() {
        return isWide
                ? trials.scored().stream().map(trial -> array(trial.genes())).toList()
                : level.orElseThrow().points(trials.scored());
    }

    private List<double[]> costs() {
        return isWide
                ? trials.scored().stream().map(Trials.Trial::costs).toList()
                : level.orElseThrow().costs(trials.scored());
    }

    /** Costs of what was proposed of that. */
    private List<double[]> proposed() {
        return isWide ? trials.proposed() : costs();
    }

    private List<Evidence.Point> known() {
        return isWide ? trials.known() : List.of();
    }

    private List<Double> vector(List<Double> point) {
        return isWide ? point : level.orElseThrow().box().genes(array(point));
    }

    /** Where the surrogates promise nothing new. */
    private List<Double> drawn(int candidate) {
        int size = isWide ? genes.genes() : level.orElseThrow().box().size();
        return vector(Streams.of(settings.seed(), NAME, candidate).doubles(size).boxed().toList());
    }

    private static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public void tell(int candidate, Outcome outcome) {
        trials.tell(candidate, outcome);
        int before = candidate + 1 - firstOfRounds();
        if (before >= 0 && before % nested.front().batch() == 0) {
            rounds().settle(proposed());
            isWide = isOfAll() && (narrow.isSettled() || (before > 0 && !narrow.hasVolume()));
        }
    }

    @Override
    public boolean isFinished() {
        return isOfAll() ? wide.isSettled() : narrow.isSettled();
    }
}
