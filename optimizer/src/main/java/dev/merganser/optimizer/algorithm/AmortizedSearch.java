package dev.merganser.optimizer.algorithm;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What all forms of MAP have in common (arXiv:2406.07529): first candidates that each form chooses
 * in its own way, then rounds in which the front of the surrogates is evaluated.
 */
abstract class AmortizedSearch implements Algorithm {

    private final AlgorithmSettings settings;
    private final String name;
    private final int batch;
    private final Trials trials = new Trials();
    private Optional<Fitted> fitted = Optional.empty();
    private List<List<Double>> round = List.of();

    /**
     * A search that knows what the settings have for evidence.
     *
     * @param name of its random streams
     * @param batch how many candidates a round has
     */
    AmortizedSearch(AlgorithmSettings settings, String name, int batch) {
        this.settings = settings;
        this.name = name;
        this.batch = batch;
        trials.know(settings.evidence());
    }

    /**
     * What the next round searches.
     *
     * @param rounds of it so far
     * @param evaluated what is known of it
     * @param proposed costs of what was proposed of it
     * @param known what was evaluated before the search and not proposed yet
     * @param genes from one of its points to a gene vector
     * @param size how many coordinates its points have
     */
    record Scope(
            FrontRounds rounds,
            Evaluated evaluated,
            List<double[]> proposed,
            List<Evidence.Point> known,
            UnaryOperator<List<Double>> genes,
            int size) {}

    /** The first candidate of the first round. */
    abstract int firstOfRounds();

    /** How many must be told before a candidate that comes before the rounds. */
    abstract int neededBefore(int candidate);

    /** A candidate that comes before the rounds, if it is no start. */
    abstract Proposal before(int candidate);

    /** What the next round searches. */
    abstract Scope scope();

    /**
     * Called after the last candidate before the rounds and after that of each.
     *
     * @param isRound whether it was one of a round
     */
    void ended(boolean isRound) {}

    /** What a design adds to: points that are known, and the starts. */
    final List<double[]> given() {
        return Stream.concat(
                        trials.evaluated().points().stream(),
                        settings.starts().stream().map(Doubles::array))
                .toList();
    }

    /** The whole space. */
    final Scope wholeSpace(FrontRounds rounds) {
        return new Scope(
                rounds,
                trials.evaluated(),
                trials.proposed(),
                trials.known(),
                UnaryOperator.identity(),
                settings.genes());
    }

    final AlgorithmSettings settings() {
        return settings;
    }

    final Trials trials() {
        return trials;
    }

    /** The seed of one use of a candidate. */
    final long seed(String use, int candidate) {
        return Streams.of(settings.seed(), name + "." + use, candidate).nextLong();
    }

    /** Notes what was fitted for the candidate that is proposed. */
    final void fitted(Optional<Fitted> found) {
        fitted = found;
    }

    @Override
    public final Optional<Fitted> fitted() {
        return fitted;
    }

    @Override
    public final int needed(int candidate) {
        return candidate < firstOfRounds()
                ? neededBefore(candidate)
                : candidate - 1 - (candidate - firstOfRounds()) % batch;
    }

    @Override
    public final Proposal ask(int candidate) {
        fitted = Optional.empty();
        return trials.ask(candidate, proposed(candidate));
    }

    private Proposal proposed(int candidate) {
        if (candidate <= settings.starts().size()) {
            return Origins.start(settings.starts().get(candidate - 1));
        }
        return candidate < firstOfRounds() ? before(candidate) : ofRound(candidate);
    }

    private Proposal ofRound(int candidate) {
        int inRound = (candidate - firstOfRounds()) % batch;
        if (inRound == 0) {
            begin(candidate);
        }
        return inRound < round.size()
                ? proposal(round.get(inRound), Origins.SURROGATE)
                : proposal(scope().genes().apply(drawn(candidate)), Origins.RANDOM);
    }

    private void begin(int candidate) {
        Scope scope = scope();
        FrontRounds rounds = scope.rounds();
        round =
                rounds
                        .next(
                                scope.evaluated(),
                                scope.proposed(),
                                scope.known(),
                                seed("front", candidate))
                        .stream()
                        .map(scope.genes())
                        .toList();
        fitted = rounds.fitted();
    }

    /** Where the surrogates promise nothing new. */
    private List<Double> drawn(int candidate) {
        return Streams.of(settings.seed(), name, candidate)
                .doubles(scope().size())
                .boxed()
                .toList();
    }

    static Proposal proposal(List<Double> genes, String origin) {
        return new Proposal(genes, origin, List.of());
    }

    @Override
    public final void tell(int candidate, Outcome outcome) {
        trials.tell(candidate, outcome);
        int before = candidate + 1 - firstOfRounds();
        if (before >= 0 && before % batch == 0) {
            Scope scope = scope();
            scope.rounds().settle(scope.evaluated(), scope.proposed());
            ended(before > 0);
        }
    }
}
