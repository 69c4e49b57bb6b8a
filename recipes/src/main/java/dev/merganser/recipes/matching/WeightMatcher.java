package dev.merganser.recipes.matching;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds the tensors of a graph's weights, step by step, the surest first. For one thread. */
final class WeightMatcher {

    private final Checkpoint checkpoint;
    private final List<Place> places;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    private final Map<Place, Match> matches = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Map<String, List<String>> ambiguous = new TreeMap<>();

    WeightMatcher(Graph graph, Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        WeightNames names = WeightNames.canonical(graph);
        this.places =
                graph.initializers().stream()
                        .map(Initializer::tensor)
                        .filter(tensor -> tensor.dtype().isFloat())
                        .map(tensor -> new Place(tensor, names.of(tensor.name())))
                        .toList();
        checkpoint.tensors().stream()
                .filter(info -> info.dtype().isFloat())
                .forEach(info -> tensors.put(info.name(), info));
    }

    WeightMatching match() {
        matchNames();
        matchPrefixes();
        matchTied();
        matchValues();
        return new WeightMatching(
                places.stream().filter(matches::containsKey).map(this::matched).toList(),
                open().stream().map(Place::name).toList(),
                ambiguous,
                tensors.keySet().stream().filter(tensor -> !used.contains(tensor)).toList());
    }

    private Match matched(Place place) {
        Match match = found(place);
        long uses =
                matches.values().stream().filter(m -> m.tensor().equals(match.tensor())).count();
        return uses > 1 ? match.asTied() : match;
    }

    private Match found(Place place) {
        return Objects.requireNonNull(matches.get(place), place.initializer());
    }

    /** Single numbers are constants of the exporter unless a tensor has their name. */
    private List<Place> open() {
        return places.stream()
                .filter(place -> !matches.containsKey(place))
                .filter(place -> place.tensor().shape().elements() > 1)
                .toList();
    }

    private boolean fits(Place place, String tensor) {
        TensorInfo info = tensors.get(tensor);
        return info != null && place.fits(info);
    }

    private void matchNames() {
        for (Place place : places) {
            if (fits(place, place.name())) {
                add(place, place.name(), Match.Way.NAME);
            }
        }
    }

    private void matchPrefixes() {
        List<Prefixes.Proposal> best = proposals();
        while (!best.isEmpty()) {
            Optional<Prefixes.Proposal> chosen = chosen(best);
            if (chosen.isEmpty()) {
                best.forEach(proposal -> proposal.tensors().forEach(this::addAmbiguous));
                return;
            }
            chosen.get().tensors().forEach((place, tensor) -> add(place, tensor, Match.Way.PREFIX));
            best = proposals();
        }
    }

    private List<Prefixes.Proposal> proposals() {
        List<String> free = tensors.keySet().stream().filter(t -> !used.contains(t)).toList();
        return new Prefixes(free).best(open(), this::fits);
    }

    /** The first, unless others serve a weight otherwise: then the one with more equal values. */
    private Optional<Prefixes.Proposal> chosen(List<Prefixes.Proposal> best) {
        Prefixes.Proposal first = best.getFirst();
        List<Prefixes.Proposal> rivals =
                best.stream().filter(other -> contradict(first, other)).toList();
        if (rivals.isEmpty()) {
            return Optional.of(first);
        }
        List<Prefixes.Proposal> all = new ArrayList<>(rivals);
        all.addFirst(first);
        long most = all.stream().mapToLong(this::equalValues).max().orElse(0);
        List<Prefixes.Proposal> equal =
                all.stream().filter(each -> equalValues(each) == most).toList();
        return equal.size() == 1 ? Optional.of(equal.getFirst()) : Optional.empty();
    }

    private static boolean contradict(Prefixes.Proposal one, Prefixes.Proposal other) {
        return one.tensors().entrySet().stream()
                .anyMatch(
                        entry ->
                                !entry.getValue()
                                        .equals(
                                                other.tensors()
                                                        .getOrDefault(
                                                                entry.getKey(), entry.getValue())));
    }

    private long equalValues(Prefixes.Proposal proposal) {
        return proposal.tensors().entrySet().stream()
                .filter(entry -> isSampledEqual(entry.getKey(), entry.getValue()))
                .count();
    }

    private boolean isSampledEqual(Place place, String tensor) {
        FloatTensor values = checkpoint.values(tensor);
        return Likeness.sampled(place.values(place.isTurned(values)), values);
    }

    private void addAmbiguous(Place place, String tensor) {
        List<String> known = ambiguous.computeIfAbsent(place.name(), _ -> new ArrayList<>());
        if (!known.contains(tensor)) {
            known.add(tensor);
        }
    }

    /** Weights that equal another one of the graph; vectors of ones are equal by nature. */
    private void matchTied() {
        for (Place place : open()) {
            if (place.tensor().shape().rank() >= 2) {
                places.stream()
                        .filter(matches::containsKey)
                        .filter(other -> place.fits(other.tensor().info()))
                        .filter(other -> place.equalTurn(other.values(false)).isPresent())
                        .findFirst()
                        .ifPresent(other -> addTied(place, other));
            }
        }
    }

    private void addTied(Place place, Place other) {
        Match match = found(other);
        boolean turned = place.equalTurn(other.values(false)).orElse(false);
        put(place, match.tensor(), Match.Way.TIED, turned != match.transposed(), match.equal());
    }

    private void matchValues() {
        for (Place place : open()) {
            List<String> equal = equalTensors(place);
            List<String> free = equal.stream().filter(tensor -> !used.contains(tensor)).toList();
            List<String> chosen = free.isEmpty() ? equal : free;
            if (chosen.size() == 1) {
                add(place, chosen.getFirst(), Match.Way.VALUE);
            } else {
                chosen.forEach(tensor -> addAmbiguous(place, tensor));
            }
        }
    }

    private List<String> equalTensors(Place place) {
        if (Likeness.isUniform(place.values(false))) {
            return List.of();
        }
        return tensors.values().stream()
                .filter(place::fits)
                .map(TensorInfo::name)
                .filter(tensor -> place.equalTurn(checkpoint.values(tensor)).isPresent())
                .toList();
    }

    private void add(Place place, String tensor, Match.Way way) {
        FloatTensor values = checkpoint.values(tensor);
        boolean turned = place.isTurned(values);
        put(place, tensor, way, turned, Likeness.sampled(place.values(turned), values));
    }

    private void put(Place place, String tensor, Match.Way way, boolean turned, boolean equal) {
        DType ours = place.tensor().dtype();
        DType theirs = checkpoint.values(tensor).info().dtype();
        Optional<DType> cast = ours == theirs ? Optional.empty() : Optional.of(theirs);
        used.add(tensor);
        ambiguous.remove(place.name());
        matches.put(place, new Match(place.initializer(), tensor, way, turned, cast, false, equal));
    }
}
