package dev.merganser.optimizer.run;

import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.WeightName;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.matching.WeightMatching;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads and cuts the graphs of models, each once, and puts their layers into one pool. */
final class GraphPool {

    private final SegmentCutter cutter;
    private final Map<Path, Graph> read = new HashMap<>();
    private final Map<Named, SegmentedModel> cut = new HashMap<>();

    /** A graph whose weights are called as in a checkpoint. */
    private record Named(Path file, List<WeightName> weights) {}

    private GraphPool(SegmentCutter cutter) {
        this.cutter = cutter;
    }

    /**
     * The pool of some models.
     *
     * @param base one of them, whose stem and head come first
     * @param graphs the graph of each model; more than one may have the same
     * @param checkpoints the weights of each model, for the names
     */
    static LayerPool open(
            String base,
            Map<String, Path> graphs,
            Function<String, Checkpoint> checkpoints,
            Provider provider) {
        var reader = new GraphPool(SegmentCutter.with(SessionFactory.of(provider)));
        Map<String, SegmentedModel> models = new LinkedHashMap<>();
        graphs.forEach(
                (model, file) ->
                        models.put(
                                model,
                                reader.cut(
                                        file.toAbsolutePath().normalize(),
                                        checkpoints.apply(model))));
        return LayerPool.of(base, models);
    }

    private SegmentedModel cut(Path file, Checkpoint checkpoint) {
        Graph graph = read.computeIfAbsent(file, GraphReader::read);
        WeightMatching matching = WeightMatching.of(graph, checkpoint);
        return cut.computeIfAbsent(
                new Named(file, names(graph, matching)), _ -> cut(matching.applied(graph)));
    }

    private SegmentedModel cut(Graph graph) {
        return cutter.cut(WeightNames.canonical(graph).applied(graph));
    }

    private static List<WeightName> names(Graph graph, WeightMatching matching) {
        WeightNames names = matching.names(graph);
        return graph.initializers().stream().map(each -> names.of(each.name())).toList();
    }
}
