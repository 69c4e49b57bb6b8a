package dev.merganser.evaluators.segment;

import dev.merganser.recipes.graph.Node;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The layers of a graph by the names of its nodes: the prefix, such as {@code /encoder/layer.},
 * that is followed by the numbers 0, 1, …, N − 1 and covers the most nodes.
 *
 * @param prefix what comes before the number
 * @param count how many layers
 */
public record LayerNames(String prefix, int count) {

    private static final Pattern NUMBER = Pattern.compile("(?<=[./_])(\\d{1,6})(?=[./_])");

    /** The layers that the names show; empty where fewer than two are numbered so. */
    public static Optional<LayerNames> of(List<Node> nodes) {
        Map<String, TreeSet<Integer>> numbers = new TreeMap<>();
        Map<String, Integer> nodeCounts = new HashMap<>();
        for (Node node : nodes) {
            Matcher matcher = NUMBER.matcher(node.name());
            while (matcher.find()) {
                String prefix = node.name().substring(0, matcher.start());
                int number = Integer.parseInt(matcher.group(1));
                numbers.computeIfAbsent(prefix, _ -> new TreeSet<>()).add(number);
                nodeCounts.merge(prefix, 1, Integer::sum);
            }
        }
        return numbers.entrySet().stream()
                .filter(entry -> isCount(entry.getValue()))
                .map(entry -> new LayerNames(entry.getKey(), entry.getValue().size()))
                .max(Comparator.comparing(layers -> nodeCounts.getOrDefault(layers.prefix, 0)));
    }

    private static boolean isCount(TreeSet<Integer> numbers) {
        return numbers.size() >= 2 && numbers.first() == 0 && numbers.last() == numbers.size() - 1;
    }

    /** The layer of each node, -1 for nodes outside the layers. */
    List<Integer> layerOf(List<Node> nodes) {
        Map<String, Integer> byPrefix = new HashMap<>();
        IntStream.range(0, count).forEach(layer -> byPrefix.put(prefix + layer, layer));
        Pattern layered = Pattern.compile("^(" + Pattern.quote(prefix) + "\\d{1,6})[./_].*");
        return nodes.stream()
                .map(
                        node -> {
                            Matcher matcher = layered.matcher(node.name());
                            return matcher.matches()
                                    ? byPrefix.getOrDefault(matcher.group(1), -1)
                                    : -1;
                        })
                .toList();
    }
}
