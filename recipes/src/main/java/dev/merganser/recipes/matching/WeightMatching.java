package dev.merganser.recipes.matching;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.WeightName;
import dev.merganser.recipes.graph.WeightNames;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tensors of a checkpoint are which weights of a graph that was exported from it, or from
 * another checkpoint of its architecture: by name, by name behind another prefix, by being tied to
 * another weight of the graph, by value; matrices as they are or turned over, in any float type. A
 * weight for which several tensors would do is left without one.
 *
 * @param matches in the order of the graph
 * @param missing float initializers of the graph without a tensor, by canonical name; constants
 *     that are no weights are among them
 * @param ambiguous the tensors that would do, by canonical name of a weight
 * @param unused float tensors that no weight is made from, in the order of the checkpoint
 */
public record WeightMatching(
        List<Match> matches,
        List<String> missing,
        Map<String, List<String>> ambiguous,
        List<String> unused) {

    public WeightMatching {
        matches = List.copyOf(matches);
        missing = List.copyOf(missing);
        ambiguous = Map.copyOf(ambiguous);
        unused = List.copyOf(unused);
    }

    /** Matches the weights of a graph; reads a few values of them, all only where names fail. */
    public static WeightMatching of(Graph graph, Checkpoint checkpoint) {
        return new WeightMatcher(graph, checkpoint).match();
    }

    /** Names and orientation that the weights of the graph have in the checkpoint. */
    public WeightNames names(Graph graph) {
        WeightNames canonical = WeightNames.canonical(graph);
        Map<String, Match> byInitializer =
                matches.stream().collect(Collectors.toMap(Match::initializer, match -> match));
        Set<String> taken = matches.stream().map(Match::tensor).collect(Collectors.toSet());
        Map<String, WeightName> names = new HashMap<>();
        graph.initializers()
                .forEach(
                        initializer -> {
                            String raw = initializer.name();
                            Match match = byInitializer.get(raw);
                            WeightName name =
                                    match == null
                                            ? canonical.of(raw)
                                            : new WeightName(match.tensor(), match.transposed());
                            boolean free = match != null || !taken.contains(name.name());
                            boolean other = !name.equals(new WeightName(raw, false));
                            if (free && other) {
                                names.put(raw, name);
                            }
                        });
        return WeightNames.of(names);
    }

    /** The graph with its weights named and lying as in the checkpoint. */
    public Graph applied(Graph graph) {
        return names(graph).applied(graph);
    }
}
