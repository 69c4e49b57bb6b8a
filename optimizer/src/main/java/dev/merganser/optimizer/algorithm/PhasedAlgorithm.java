package dev.merganser.optimizer.algorithm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One search after another: the first genes while the others stand still, then the others with the
 * first genes of the best candidate found, by the weighted sum of its costs.
 *
 * <p>Each search has an algorithm of its own that counts its candidates from 1. The second begins
 * when all results of the first are told. Where no candidate of the first could be scored, its
 * first one stays.
 */
final class PhasedAlgorithm implements Algorithm {

    private static final String STREAM = "phase";

    private final GeneLayout.Phases phases;
    private final WeightedSum scaling;
    private final Algorithm first;
    private final Algorithm second;
    private final Map<Integer, List<Double>> asked = new HashMap<>();
    private Optional<Scored> best = Optional.empty();

    /** A candidate of the first search; a failed one has an infinite cost. */
    private record Scored(List<Double> genes, double cost) {}

    /**
     * Two searches by algorithms of one kind.
     *
     * @param settings whose layout has phases
     * @param create makes the algorithm of one of them
     */
    PhasedAlgorithm(AlgorithmSettings settings, Function<AlgorithmSettings, Algorithm> create) {
        this.phases = settings.layout().phases().orElseThrow();
        this.scaling = WeightedSum.of(settings.weights(), settings.ranges());
        this.first = create.apply(first(settings));
        this.second = create.apply(second(settings));
    }

    /** Starts of the first search are those whose other genes stand where they shall. */
    private AlgorithmSettings first(AlgorithmSettings settings) {
        int genes = phases.genes();
        List<List<Double>> starts =
                settings.starts().stream()
                        .filter(start -> rest(start).equals(phases.others()))
                        .map(start -> start.subList(0, genes))
                        .distinct()
                        .toList();
        AlgorithmSettings part = part(settings, 0, genes).withStarts(starts);
        return settings.centre().map(c -> part.withCentre(c.subList(0, genes))).orElse(part);
    }

    /** The second search begins where the first left the other genes. */
    private AlgorithmSettings second(AlgorithmSettings settings) {
        List<List<Double>> starts =
                Stream.concat(
                                Stream.of(phases.others()),
                                settings.starts().stream().map(this::rest))
                        .distinct()
                        .toList();
        return part(settings, phases.genes(), settings.genes()).withStarts(starts);
    }

    private static AlgorithmSettings part(AlgorithmSettings settings, int from, int to) {
        long seed =
                from == 0 ? settings.seed() : Streams.of(settings.seed(), STREAM, from).nextLong();
        return AlgorithmSettings.of(to - from, settings.objectives(), seed)
                .withLag(settings.lag())
                .withPopulation(settings.population())
                .withStepSize(settings.stepSize())
                .withScaling(settings.weights(), settings.ranges())
                .withLayout(settings.layout().part(from, to));
    }

    private List<Double> rest(List<Double> genes) {
        return genes.subList(phases.genes(), genes.size());
    }

    @Override
    public int needed(int candidate) {
        int before = phases.candidates();
        return candidate <= before
                ? first.needed(candidate)
                : before + second.needed(candidate - before);
    }

    @Override
    public Proposal ask(int candidate) {
        int before = phases.candidates();
        if (candidate <= before) {
            Proposal proposal = first.ask(candidate);
            asked.put(candidate, proposal.genes());
            return new Proposal(
                    joined(proposal.genes(), phases.others()),
                    proposal.origin(),
                    proposal.parents());
        }
        Proposal proposal = second.ask(candidate - before);
        return new Proposal(
                joined(best.orElseThrow().genes(), proposal.genes()),
                proposal.origin(),
                proposal.parents().stream().map(parent -> before + parent).toList());
    }

    @Override
    public void tell(int candidate, Outcome outcome) {
        int before = phases.candidates();
        if (candidate > before) {
            second.tell(candidate - before, outcome);
            return;
        }
        first.tell(candidate, outcome);
        Scored scored = new Scored(genes(candidate), cost(outcome));
        best =
                Stream.concat(best.stream(), Stream.of(scored))
                        .min(Comparator.comparingDouble(Scored::cost));
    }

    private List<Double> genes(int candidate) {
        List<Double> genes = asked.remove(candidate);
        if (genes == null) {
            throw new IllegalArgumentException("Candidate " + candidate + " was never proposed");
        }
        return genes;
    }

    private double cost(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Costs(List<Double> values) -> scaling.of(values);
            case Outcome.Failed _ -> Double.POSITIVE_INFINITY;
        };
    }

    private static List<Double> joined(List<Double> one, List<Double> other) {
        List<Double> joined = new ArrayList<>(one);
        joined.addAll(other);
        return joined;
    }
}
