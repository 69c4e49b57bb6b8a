package dev.merganser.evaluators;

import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Pools of small models, and paths through them. */
final class PathPools {

    private static final SessionFactory SESSIONS = SessionFactory.of(new Provider.Cpu());

    private PathPools() {}

    /** Models that share one graph. */
    static LayerPool of(Graph graph, String... models) {
        SegmentedModel cut = cut(graph);
        Map<String, SegmentedModel> graphs = new LinkedHashMap<>();
        List.of(models).forEach(model -> graphs.put(model, cut));
        return LayerPool.of(models[0], graphs);
    }

    static SegmentedModel cut(Graph graph) {
        return SegmentCutter.with(SESSIONS).cut(WeightNames.canonical(graph).applied(graph));
    }

    /** Layers as {@code model:index} or {@code model:index*scale}, between the ends of a model. */
    static PathCandidate path(
            Map<String, ? extends WeightSource> models, String ends, Scaling scaling, String path) {
        List<PathCandidate.Layer> layers =
                List.of(path.split(" ")).stream().map(layer -> layer(models, layer)).toList();
        var end = new PathCandidate.End(ends, source(models, ends));
        return new PathCandidate(end, end, layers, scaling);
    }

    private static PathCandidate.Layer layer(
            Map<String, ? extends WeightSource> models, String text) {
        String[] parts = text.split("[:*]");
        double scale = parts.length > 2 ? Double.parseDouble(parts[2]) : 1;
        return new PathCandidate.Layer(
                parts[0], Integer.parseInt(parts[1]), source(models, parts[0]), scale);
    }

    private static WeightSource source(Map<String, ? extends WeightSource> models, String model) {
        return Optional.<WeightSource>ofNullable(models.get(model)).orElseThrow();
    }

    /** A path of up to twice as many layers as a model has, likely to begin as others do. */
    static String random(RandomGenerator random, List<String> models, int layers, boolean scales) {
        int length = 1 + random.nextInt(2 * layers);
        return String.join(
                " ",
                IntStream.range(0, length)
                        .mapToObj(i -> layer(random, models, layers, i, scales))
                        .toList());
    }

    private static String layer(
            RandomGenerator random, List<String> models, int layers, int at, boolean scales) {
        boolean usual = random.nextInt(3) > 0;
        String model = usual ? models.getFirst() : models.get(random.nextInt(models.size()));
        int layer = usual ? at % layers : random.nextInt(layers);
        boolean scaled = scales && random.nextInt(4) == 0;
        return model + ":" + layer + (scaled ? "*" + (.5 + .25 * random.nextInt(4)) : "");
    }
}
