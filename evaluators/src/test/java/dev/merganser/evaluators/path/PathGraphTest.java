package dev.merganser.evaluators.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.TestEncoders;
import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.WeightName;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class PathGraphTest {

    private static final String HIDDEN = "last_hidden_state";

    @TempDir private Path folder;

    @Test
    void theIdentityPathOfTheBundledVisionTransformerIsItsGraph() {
        Graph graph = GraphReader.read(Path.of("..", "examples", "vision", "graph.onnx"));
        LayerPool pool = pool(Map.of("a", graph));

        Graph whole = PathGraph.of(pool, LayerPath.of(PathRuns.identity(pool, "a")));

        assertThat(PathRuns.run(whole, "features")).isEqualTo(PathRuns.run(graph, "features"));
        assertThat(whole.nodes()).isEqualTo(graph.nodes());
        assertThat(names(whole)).containsExactlyInAnyOrderElementsOf(names(graph));
    }

    @Test
    void theGraphCanBeWrittenReadAndCutAgain() throws IOException {
        LayerPool pool = pool(Map.of("a", TestEncoders.bert(2, 8, 1)));
        LayerPath path =
                path(Scaling.BRANCHES, scaled("a", 1, .5), scaled("a", 0, 1), scaled("a", 1, 2));
        Graph whole = PathGraph.of(pool, path);

        Path file = folder.resolve("path.onnx");
        Files.write(file, GraphWriter.encode(whole));
        SegmentedModel cut = PathRuns.cut(GraphReader.read(file));

        assertThat(cut.uncut()).isEmpty();
        assertThat(cut.layers()).hasSize(3);
        assertThat(names(whole))
                .contains("encoder.layer.2.output.dense.bias", "embeddings.word_embeddings.weight")
                .noneMatch(name -> name.startsWith("encoder.layer.3."));
        assertThat(PathRuns.distance(PathRuns.run(whole, HIDDEN), run(pool, path)))
                .isLessThan(1e-6);
    }

    @Test
    void scalesStandInsideAsConstants() {
        LayerPool pool = pool(Map.of("a", TestModels.vit()));
        for (Scaling scaling : Scaling.values()) {
            LayerPath path =
                    path(scaling, scaled("a", 2, -.5), scaled("a", 0, 3), scaled("a", 0, 1));

            assertThat(
                            PathRuns.distance(
                                    PathRuns.run(PathGraph.of(pool, path), "features"),
                                    PathRuns.run(
                                            pool, "a", "a", "features", scaling, path.layers())))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void layersOfTwoGraphsAndOfAMergeAreNumberedAsTheBaseNamesThem() {
        LayerPool pool =
                pool(
                        Map.of(
                                "a", TestEncoders.bert(3, 8, 1),
                                "b", prefixed(TestEncoders.bert(2, 8, 2))));
        Recipe merge = Recipe.of("linear", List.of(ModelEntry.of("a"), ModelEntry.of("b")));
        LayerPath path =
                new LayerPath(
                        Optional.of("b"),
                        Optional.empty(),
                        Scaling.BRANCHES,
                        List.of(PathLayer.of("b", 1), PathLayer.of("m", 2), PathLayer.of("a", 2)),
                        Map.of("m", merge));

        Graph whole = PathGraph.of(pool, path);

        Map<String, Tensor> weights = weights(whole);
        assertThat(weights.get("encoder.layer.0.output.dense.bias").floats())
                .isEqualTo(
                        weights(pool.graph("b").graph())
                                .get("bert.encoder.layer.1.output.dense.bias")
                                .floats());
        assertThat(weights.get("encoder.layer.1.output.dense.bias").floats())
                .isEqualTo(weights.get("encoder.layer.2.output.dense.bias").floats());
        assertThat(weights).containsKey("bert.embeddings.word_embeddings.weight");
        assertThat(
                        PathRuns.distance(
                                PathRuns.run(whole, HIDDEN),
                                PathRuns.run(
                                        pool,
                                        "b",
                                        "a",
                                        HIDDEN,
                                        Scaling.BRANCHES,
                                        List.of(
                                                PathLayer.of("b", 1),
                                                PathLayer.of("a", 2),
                                                PathLayer.of("a", 2)))))
                .isLessThan(1e-6);
    }

    @Test
    void twoTensorsOfOneNameDoNotGoIntoOneGraph() {
        Graph tied = tied(TestEncoders.named(2, 8, 1));
        Graph other = tied(TestEncoders.named(2, 8, 2));
        LayerPool pool = pool(Map.of("a", tied, "b", other));
        LayerPath path =
                new LayerPath(
                        Optional.of("b"),
                        Optional.of("a"),
                        Scaling.BRANCHES,
                        List.of(PathLayer.of("a", 0)),
                        Map.of());

        assertThat(PathRuns.run(pool, "b", "a", "words", path.scaling(), path.layers()))
                .doesNotContain(Float.NaN);
        assertThatThrownBy(() -> PathGraph.of(pool, path))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "A path must have one tensor 'embeddings.word_embeddings.weight', but takes"
                                + " 'embeddings.word_embeddings.weight' of model 'b' and"
                                + " 'embeddings.word_embeddings.weight' of model 'a'.");
    }

    /** The encoder with its embeddings as a head. */
    private static Graph tied(Graph graph) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.add(
                Node.of(
                        "/words/Transpose",
                        "Transpose",
                        List.of("embeddings.word_embeddings.weight"),
                        List.of("turned words"),
                        Attribute.ints("perm", 1, 0)));
        nodes.add(
                Node.of(
                        "/words/MatMul",
                        "MatMul",
                        List.of(HIDDEN, "turned words"),
                        List.of("words")));
        return graph.withNodes(nodes)
                .withOutputs(
                        List.of(
                                ValueInfo.of(
                                        "words",
                                        DType.F32,
                                        Dim.of("batch"),
                                        Dim.of("tokens"),
                                        Dim.of(TestEncoders.VOCABULARY))));
    }

    @Test
    void weightsAreNotCopied() {
        LayerPool pool = pool(Map.of("a", TestModels.vit()));
        Graph whole =
                PathGraph.of(
                        pool, LayerPath.of(List.of(PathLayer.of("a", 1), PathLayer.of("a", 1))));
        Map<String, Tensor> weights = weights(whole);

        assertThat(weights.get("layers.0.mlp.up.weight").data().address())
                .isEqualTo(weights.get("layers.1.mlp.up.weight").data().address());
    }

    @Test
    void graphsOfOtherOperatorVersionsDoNotGoIntoOne() {
        Graph a = TestEncoders.bert(2, 8, 1);
        Graph b = withOpset(TestEncoders.bert(2, 8, 2), 12);
        LayerPool pool = pool(Map.of("a", a, "b", b));

        assertThatThrownBy(
                        () ->
                                PathGraph.of(
                                        pool,
                                        LayerPath.of(
                                                List.of(
                                                        PathLayer.of("a", 0),
                                                        PathLayer.of("b", 0)))))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Graphs of a path must use one version of the operators, found 11 and, for"
                                + " model 'b', 12.");
    }

    private static Graph withOpset(Graph graph, long version) {
        return new Graph(
                graph.name(),
                graph.irVersion(),
                Map.of("", version),
                graph.nodes(),
                graph.inputs(),
                graph.outputs(),
                graph.values(),
                graph.initializers(),
                graph.metadata(),
                graph.producer());
    }

    /** The graph with its weights behind a prefix. */
    private static Graph prefixed(Graph graph) {
        Map<String, WeightName> names = new HashMap<>();
        WeightNames canonical = WeightNames.canonical(graph);
        for (Initializer initializer : graph.initializers()) {
            var name = canonical.of(initializer.name());
            if (name.name().startsWith("encoder.") || name.name().startsWith("embeddings.")) {
                names.put(
                        initializer.name(),
                        new WeightName("bert." + name.name(), name.transposed()));
            }
        }
        return WeightNames.of(names).applied(graph);
    }

    private static Map<String, Tensor> weights(Graph graph) {
        Map<String, Tensor> weights = new HashMap<>();
        graph.initializers().forEach(each -> weights.put(each.name(), each.tensor()));
        return weights;
    }

    private static List<String> names(Graph graph) {
        return graph.initializers().stream().map(Initializer::name).toList();
    }

    private static float[] run(LayerPool pool, LayerPath path) {
        return PathRuns.run(pool, "a", "a", HIDDEN, path.scaling(), path.layers());
    }

    private static PathLayer scaled(String model, int layer, double scale) {
        return new PathLayer(model, layer, scale);
    }

    private static LayerPath path(Scaling scaling, PathLayer... layers) {
        return new LayerPath(
                Optional.empty(), Optional.empty(), scaling, List.of(layers), Map.of());
    }

    /** A pool with base 'a'. */
    private static LayerPool pool(Map<String, Graph> graphs) {
        Map<String, SegmentedModel> cut = new HashMap<>();
        graphs.forEach(
                (model, graph) ->
                        cut.put(model, PathRuns.cut(WeightNames.canonical(graph).applied(graph))));
        return LayerPool.of("a", cut);
    }
}
