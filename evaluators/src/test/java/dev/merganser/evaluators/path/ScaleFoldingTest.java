package dev.merganser.evaluators.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.TestEncoders;
import dev.merganser.evaluators.path.TestLayers.Form;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Scaling;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ScaleFoldingTest {

    private static final List<PathLayer> SCALED =
            List.of(
                    new PathLayer("a", 0, .7),
                    new PathLayer("a", 1, 1),
                    new PathLayer("a", 1, 1.6),
                    new PathLayer("a", 0, .9));

    @ParameterizedTest
    @EnumSource(value = Form.class, mode = Mode.EXCLUDE, names = "NO_RESIDUAL")
    void foldedScalesOfBranchesDoWhatTheScalesDo(Form form) {
        LayerPool pool = pool(TestLayers.of(form));

        assertThat(error(pool, path(Scaling.BRANCHES, SCALED), "y")).isLessThan(1e-5);
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            mode = Mode.EXCLUDE,
            names = {"NO_RESIDUAL", "POST_NORM"})
    void foldedScalesOfInputsDoWhatTheScalesDo(Form form) {
        LayerPool pool = pool(TestLayers.of(form));

        assertThat(error(pool, path(Scaling.INPUT, SCALED), "y")).isLessThan(1e-4);
    }

    @Test
    void bothWaysHoldForTheBundledVisionTransformer() {
        LayerPool pool = pool(GraphReader.read(Path.of("..", "examples", "vision", "graph.onnx")));

        assertThat(error(pool, path(Scaling.BRANCHES, SCALED), "features")).isLessThan(1e-4);
        assertThat(error(pool, path(Scaling.INPUT, SCALED), "features")).isLessThan(1e-4);
    }

    @Test
    void bothBranchesOfALayerAreDividedByTheProductOfTheScalesUpToIt() {
        LayerPool pool = pool(TestLayers.of(Form.PRE_NORM));
        LayerPath path =
                path(
                        Scaling.INPUT,
                        List.of(
                                new PathLayer("a", 1, 1),
                                new PathLayer("a", 0, .5),
                                new PathLayer("a", 1, 1),
                                new PathLayer("a", 0, 4),
                                new PathLayer("a", 1, .5)));

        Map<Integer, Map<String, Double>> factors =
                ((ScaleFolding.Folded) ScaleFolding.of(pool, path)).factors().byPosition();
        assertThat(factors).containsOnlyKeys(1, 2, 3);
        assertThat(factors.get(1))
                .containsOnly(
                        Map.entry("one.down.weight", 2.0),
                        Map.entry("one.down.bias", 2.0),
                        Map.entry("two.down.weight", 2.0),
                        Map.entry("two.down.bias", 2.0));
        assertThat(factors.get(2)).containsEntry("two.down.bias", 2.0);
        assertThat(factors.get(3)).containsEntry("one.down.weight", .5);
    }

    @Test
    void whatABranchEndsInIsMultipliedOnly() {
        assertThat(tensors(Form.SANDWICH))
                .contains("layers.1.one.after.weight", "layers.1.one.after.bias");
        assertThat(tensors(Form.CHANNEL_SCALES)).containsExactly("layers.1.one.gamma");
        assertThat(tensors(Form.PARALLEL_FIRST))
                .containsExactlyInAnyOrder(
                        "layers.1.one.down.weight",
                        "layers.1.one.down.bias",
                        "layers.1.two.down.weight",
                        "layers.1.two.down.bias");
    }

    private static List<String> tensors(Form form) {
        PoolStep layer = pool(TestLayers.of(form)).layer("a", 1, Optional.empty());
        return LayerAnatomy.of(layer).branches().getFirst().tensors();
    }

    @Test
    void scalesOfInputsOfPostNormModelsStay() {
        assertThat(refusal(pool(TestEncoders.bert(2, 8, 1)), Scaling.INPUT, .5))
                .isEqualTo(
                        "scales of inputs need pre-norm layers, but in layer 0 of model 'a' a branch"
                                + " sees the length of the state");
        assertThat(refusal(pool(TestLayers.of(Form.POST_NORM)), Scaling.INPUT, .5))
                .contains("pre-norm");
    }

    @Test
    void scalesOfInputsThatAreNotPositiveStay() {
        LayerPool pool = pool(TestLayers.of(Form.PRE_NORM));

        assertThat(refusal(pool, Scaling.INPUT, -1))
                .isEqualTo("scales of inputs must be positive, but layer 0 of model 'a' has -1.0");
        assertThat(refusal(pool, Scaling.INPUT, 1e-40)).contains("the product of the scales");
        assertThat(
                        ScaleFolding.of(
                                pool, path(Scaling.BRANCHES, List.of(new PathLayer("a", 0, -1)))))
                .isInstanceOf(ScaleFolding.Folded.class);
    }

    @Test
    void aHeadThatSeesTheLengthOfTheStateKeepsScalesOfInputs() {
        Graph graph = TestLayers.of(Form.PRE_NORM);
        Graph bare =
                graph.withNodes(
                        graph.nodes().stream()
                                .map(
                                        node ->
                                                node.name().equals("/head/norm/Norm")
                                                        ? Node.of(
                                                                node.name(),
                                                                "Relu",
                                                                node.inputs().subList(0, 1),
                                                                node.outputs())
                                                        : node)
                                .toList());

        assertThat(refusal(pool(bare), Scaling.INPUT, .5))
                .isEqualTo(
                        "scales of inputs need a head that begins with a norm, but in that of model"
                                + " 'a' output 'y' sees the length of the state");
    }

    @Test
    void weightsThatOthersUseAsWellAreNotMultiplied() {
        Graph graph = TestLayers.of(Form.PRE_NORM);

        assertThat(
                        refusal(
                                pool(
                                        reading(
                                                graph,
                                                "/layers.1/one/down/MatMul",
                                                1,
                                                "layers.0.one.down.weight")),
                                Scaling.BRANCHES,
                                .5))
                .isEqualTo(
                        "weight 'layers.0.one.down.weight' of layer 0 of model 'a' is not its own");
        Graph twice =
                reading(graph, "/layers.0/two/up/MatMul", 0, "/layers.0/one/down/Add_output_0");
        assertThat(refusal(pool(twice), Scaling.BRANCHES, .5))
                .isEqualTo(
                        "a branch of layer 0 of model 'a' does not end in weights of its own:"
                                + " '/layers.0/one/down/Add_output_0' has more than one use");
    }

    /** The graph with one node reading another value. */
    private static Graph reading(Graph graph, String node, int input, String value) {
        List<Node> nodes = new ArrayList<>();
        for (Node each : graph.nodes()) {
            List<String> inputs = new ArrayList<>(each.inputs());
            if (each.name().equals(node)) {
                inputs.set(input, value);
            }
            nodes.add(Node.of(each.name(), each.opType(), inputs, each.outputs()));
        }
        return graph.withNodes(nodes);
    }

    @Test
    void theEpsilonOfTheNormsShowsWhereScalesAreSmall() {
        LayerPool pool = vision();

        assertThat(error(pool, first(1000), "features")).isLessThan(1e-5);
        assertThat(error(pool, first(.5), "features")).isLessThan(1e-4);
        assertThat(error(pool, first(.23), "features")).isBetween(1e-6, 1e-4);
        assertThat(refusal(pool, Scaling.INPUT, .22))
                .isEqualTo(
                        "the product of the scales up to layer 0 of model 'a' is 0.22, beside which"
                                + " the 1.0E-5 in its norms would be too large");
    }

    private static LayerPath first(double scale) {
        return path(Scaling.INPUT, List.of(new PathLayer("a", 0, scale), PathLayer.of("a", 1)));
    }

    private static LayerPool vision() {
        return pool(GraphReader.read(Path.of("..", "examples", "vision", "graph.onnx")));
    }

    private static String refusal(LayerPool pool, Scaling scaling, double scale) {
        LayerPath path = path(scaling, List.of(new PathLayer("a", 0, scale)));
        return ((ScaleFolding.Refused) ScaleFolding.of(pool, path)).reason();
    }

    /** How far the folded path is from the scaled one. */
    private static double error(LayerPool pool, LayerPath path, String output) {
        ScaleFolding folding = ScaleFolding.of(pool, path);
        assertThat(folding).isInstanceOf(ScaleFolding.Folded.class);
        Graph plain = PathGraph.of(pool, unscaled(path));
        Graph folded =
                plain.withInitializers(
                        plain.initializers().stream()
                                .map(each -> folded(each, (ScaleFolding.Folded) folding))
                                .toList());
        float[] scaled = PathRuns.run(pool, "a", "a", output, path.scaling(), path.layers());
        assertThat(PathRuns.distance(scaled, PathRuns.run(plain, output))).isGreaterThan(1e-3);
        return PathRuns.distance(scaled, PathRuns.run(folded, output));
    }

    private static Initializer folded(Initializer initializer, ScaleFolding.Folded folding) {
        double factor =
                LayerName.of(initializer.name())
                        .map(
                                name ->
                                        folding.factors()
                                                .byPosition()
                                                .getOrDefault(name.layer(), Map.of())
                                                .getOrDefault(name.rest(), 1.0))
                        .orElse(1.0);
        return factor == 1 ? initializer : ScaledLayerTest.times(initializer, factor);
    }

    private static LayerPath unscaled(LayerPath path) {
        return LayerPath.of(
                path.layers().stream()
                        .map(layer -> PathLayer.of(layer.model(), layer.layer()))
                        .toList());
    }

    private static LayerPath path(Scaling scaling, List<PathLayer> layers) {
        return new LayerPath(Optional.empty(), Optional.empty(), scaling, layers, Map.of());
    }

    private static LayerPool pool(Graph graph) {
        return LayerPool.of("a", Map.of("a", PathRuns.cut(graph)));
    }
}
