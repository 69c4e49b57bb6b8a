package dev.merganser.recipes.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What stands before names in a checkpoint and before the same names in a graph, such as {@code
 * bert.} and nothing: the pair of prefixes by which most weights find a tensor that fits.
 */
final class Prefixes {

    private static final Pattern NUMBER = Pattern.compile("(^|\\.)\\d+(\\.|$)");

    /**
     * A pair of prefixes, each empty or ending in a dot.
     *
     * @param graph before names of the graph
     * @param checkpoint before names of the checkpoint
     */
    record Pair(String graph, String checkpoint) {

        /** The name in the checkpoint of a weight with this prefix in the graph. */
        Optional<String> tensor(String name) {
            return name.startsWith(graph)
                    ? Optional.of(checkpoint + name.substring(graph.length()))
                    : Optional.empty();
        }

        private int length() {
            return graph.length() + checkpoint.length();
        }
    }

    /** The weights, by name, and the tensors that they find. */
    record Proposal(Pair pair, Map<Place, String> tensors) {}

    private final Map<String, List<String>> bySuffix = new HashMap<>();

    Prefixes(Iterable<String> tensors) {
        for (String tensor : tensors) {
            for (String suffix : suffixes(tensor)) {
                bySuffix.computeIfAbsent(suffix, _ -> new ArrayList<>()).add(tensor);
            }
        }
    }

    /** The ends of a name that begin at a part, the whole first. */
    private static List<String> suffixes(String name) {
        List<String> suffixes = new ArrayList<>();
        for (int from = 0; from >= 0; from = next(name, from)) {
            suffixes.add(name.substring(from));
        }
        return suffixes;
    }

    private static int next(String name, int from) {
        int dot = name.indexOf('.', from);
        return dot < 0 ? -1 : dot + 1;
    }

    /** Proposals that serve most weights, the shortest prefixes first; none where none fits. */
    List<Proposal> best(List<Place> places, Fit fit) {
        Map<Pair, Map<Place, String>> found = new LinkedHashMap<>();
        for (Place place : places) {
            for (String suffix : suffixes(place.name())) {
                boolean telling = suffix.equals(place.name()) || suffix.contains(".");
                for (String tensor :
                        telling ? bySuffix.getOrDefault(suffix, List.of()) : List.<String>of()) {
                    if (fit.test(place, tensor)) {
                        pair(place.name(), tensor, suffix)
                                .ifPresent(
                                        pair ->
                                                found.computeIfAbsent(
                                                                pair, _ -> new LinkedHashMap<>())
                                                        .put(place, tensor));
                    }
                }
            }
        }
        int most = found.values().stream().mapToInt(Map::size).max().orElse(0);
        return found.entrySet().stream()
                .filter(entry -> entry.getValue().size() == most)
                .sorted(Comparator.comparingInt(entry -> entry.getKey().length()))
                .map(entry -> new Proposal(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Whether a weight and a tensor have one shape. */
    @FunctionalInterface
    interface Fit {
        boolean test(Place place, String tensor);
    }

    /** Prefixes with the number of a layer would take one layer for another. */
    private static Optional<Pair> pair(String name, String tensor, String suffix) {
        var pair =
                new Pair(
                        name.substring(0, name.length() - suffix.length()),
                        tensor.substring(0, tensor.length() - suffix.length()));
        boolean numbered =
                NUMBER.matcher(pair.graph).find() || NUMBER.matcher(pair.checkpoint).find();
        return numbered ? Optional.empty() : Optional.of(pair);
    }
}
