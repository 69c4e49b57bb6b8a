package dev.merganser.optimizer.command;

import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.tensor.Tensor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How a graph can be run in parts.
 *
 * @param model the graph in parts or as one; empty where it cannot be scored at all
 * @param uncut why it is not in parts, or cannot be scored
 * @param renamed canonical names by those of the file, where they differ
 */
record GraphInspection(
        Optional<SegmentedModel> model, Optional<String> uncut, Map<String, String> renamed) {

    static GraphInspection of(Graph graph) {
        Map<String, String> renamed = renamed(graph);
        try {
            SegmentedModel model =
                    SegmentCutter.with(SessionFactory.of(new Provider.Cpu()))
                            .cut(WeightNames.canonical(graph).applied(graph));
            return new GraphInspection(Optional.of(model), model.uncut(), renamed);
        } catch (BadDataException e) {
            return new GraphInspection(
                    Optional.empty(), Optional.of(String.valueOf(e.getMessage())), renamed);
        }
    }

    private static Map<String, String> renamed(Graph graph) {
        WeightNames names = WeightNames.canonical(graph);
        Map<String, String> renamed = new LinkedHashMap<>();
        for (Initializer initializer : graph.initializers()) {
            String name = names.of(initializer.name()).name();
            if (!name.equals(initializer.name())) {
                renamed.put(initializer.name(), name);
            }
        }
        return renamed;
    }

    /** The weights by canonical name; none where the graph cannot be scored. */
    List<String> weights() {
        return model.stream().flatMap(m -> m.weights().stream()).map(Tensor::name).toList();
    }

    String text() {
        var text = new StringBuilder();
        if (!renamed.isEmpty()) {
            var first = renamed.entrySet().iterator().next();
            text.append(
                    "named after the nodes that use them: %d weights, such as %s (%s)%n"
                            .formatted(renamed.size(), first.getValue(), first.getKey()));
        }
        model.ifPresent(parts -> text.append(path(parts)));
        uncut.ifPresent(
                reason ->
                        text.append(model.isPresent() ? "one segment: " : "cannot be scored: ")
                                .append(reason));
        return text.toString().stripTrailing();
    }

    private static String path(SegmentedModel model) {
        if (model.uncut().isPresent()) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "path: %s%d layers%s (%d segments); state: %s; context: %s",
                model.stem().isPresent() ? "stem, " : "",
                model.layers().size(),
                model.head().isPresent() ? ", head" : "",
                model.segments().size(),
                String.join(", ", new TreeSet<>(model.state())),
                model.context().isEmpty()
                        ? "none"
                        : String.join(", ", new TreeSet<>(model.context())));
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("renamed", renamed);
        fields.put("layers", model.map(parts -> parts.layers().size()).orElse(0));
        fields.put("segments", model.map(parts -> parts.segments().size()).orElse(0));
        fields.put("state", model.map(parts -> List.copyOf(parts.state())).orElse(List.of()));
        fields.put("context", model.map(parts -> List.copyOf(parts.context())).orElse(List.of()));
        fields.put("weights", weights());
        uncut.ifPresent(reason -> fields.put("uncut", reason));
        return fields;
    }
}
