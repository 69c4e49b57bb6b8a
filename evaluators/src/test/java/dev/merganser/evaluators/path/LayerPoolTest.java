package dev.merganser.evaluators.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.TestEncoders;
import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Scaling;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class LayerPoolTest {

    private static final String HIDDEN = "last_hidden_state";

    @Test
    void anIdentityPathOfAVisionTransformerGivesTheBitsOfItsSegments() {
        Graph graph = TestModels.vit();
        SegmentedModel model = PathRuns.cut(graph);
        LayerPool pool = LayerPool.of("a", Map.of("a", model));

        assertThat(pool.layer("a", 1, Optional.empty()).segment())
                .isSameAs(model.layers().get(1).segment());
        assertThat(pool.stem("a").outputs()).containsValue("state.0");
        assertThat(run(pool, "features", PathRuns.identity(pool, "a")))
                .isEqualTo(PathRuns.run(graph, "features"));
    }

    @Test
    void anEncoderWithoutAHeadGivesItsLastStateThroughAnIdentity() {
        Graph graph = TestEncoders.named(3, 8, 1);
        LayerPool pool = LayerPool.of("a", Map.of("a", PathRuns.cut(graph)));

        assertThat(pool.layer("a", 2, Optional.empty()).inputs())
                .containsValues("state.0", "/Mul_output_0");
        assertThat(pool.head("a", HIDDEN).inputs()).containsValue("state.0");
        assertThat(
                        PathRuns.distance(
                                run(pool, HIDDEN, PathRuns.identity(pool, "a")),
                                PathRuns.run(graph, HIDDEN)))
                .isLessThan(1e-6);
    }

    @Test
    void layersOfADeeperModelAndOfAnotherExportAreOnePool() {
        Graph deep = TestEncoders.bert(4, 8, 1);
        Graph shallow = renamed(TestEncoders.named(2, 8, 2), "_b");
        LayerPool pool =
                LayerPool.of(
                        "deep", Map.of("deep", PathRuns.cut(deep), "b", PathRuns.cut(shallow)));

        List<PathLayer> path =
                List.of(
                        PathLayer.of("deep", 3),
                        PathLayer.of("b", 1),
                        PathLayer.of("b", 1),
                        PathLayer.of("deep", 0));
        assertThat(pool.layer("b", 1, Optional.empty()).inputs()).containsValue("/Mul_output_0");
        assertThat(pool.differenceFromBase("b", 1)).isEmpty();
        assertThat(run(pool, HIDDEN, path)).doesNotContain(Float.NaN);
        assertThat(
                        PathRuns.run(
                                pool,
                                "b",
                                "b",
                                HIDDEN,
                                Scaling.INPUT,
                                PathRuns.identity(pool, "b")))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(PathRuns.run(shallow, HIDDEN));
    }

    /** The same graph with other names for the values in between. */
    private static Graph renamed(Graph graph, String suffix) {
        List<Node> nodes =
                graph.nodes().stream()
                        .map(
                                node ->
                                        new Node(
                                                node.name(),
                                                node.opType(),
                                                node.domain(),
                                                node.inputs().stream()
                                                        .map(name -> renamed(name, suffix))
                                                        .toList(),
                                                node.outputs().stream()
                                                        .map(name -> renamed(name, suffix))
                                                        .toList(),
                                                node.attributes()))
                        .toList();
        return graph.withNodes(nodes);
    }

    private static String renamed(String value, String suffix) {
        return value.endsWith("_output_0") ? value + suffix : value;
    }

    @Test
    void anotherHiddenSizeIsRefusedWithBothModels() {
        Map<String, SegmentedModel> graphs =
                Map.of(
                        "wide", PathRuns.cut(TestEncoders.named(2, 16, 1)),
                        "slim", PathRuns.cut(TestEncoders.named(2, 8, 1)));

        assertThatThrownBy(() -> LayerPool.of("wide", graphs))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Layers of models 'wide' and 'slim' must hand on states of one shape to be"
                                + " one pool, found F32 [?, ?, 16] and F32 [?, ?, 8].");
    }

    @Test
    void aGraphInOnePieceIsRefusedWithItsReason() {
        Map<String, SegmentedModel> graphs = Map.of("cnn", PathRuns.cut(TestModels.cnn()));

        assertThatThrownBy(() -> LayerPool.of("cnn", graphs))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "The layers of model 'cnn' cannot be put in another order: its node names"
                                + " show no repeated layers such as /layers.0/.");
    }

    @Test
    void contextThatIsComputedOtherwiseIsRefusedWithWhatItIsComputedFrom() {
        Graph soft =
                TestEncoders.named(2, 8, 1)
                        .withInitializers(
                                TestEncoders.named(2, 8, 1).initializers().stream()
                                        .map(
                                                each ->
                                                        each.name().equals("far")
                                                                ? ScaledLayerTest.times(each, 9)
                                                                : each)
                                        .toList());
        Map<String, SegmentedModel> graphs =
                Map.of(
                        "a", PathRuns.cut(TestEncoders.named(2, 8, 1)),
                        "soft", PathRuns.cut(soft));

        assertThatThrownBy(() -> LayerPool.of("a", graphs))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Layers of models 'a' and 'soft' must take context that is computed in the"
                                + " same way to be one pool, found '/Mul_output_0' of model 'soft'"
                                + " (from attention_mask), which the stem of model 'a' does not"
                                + " compute.");
    }

    @Test
    void inputsThatOnlyOneGraphHasAreRefusedWhereLayersOrStemTakeThem() {
        SegmentedModel plain = PathRuns.cut(Chain.of().build());
        SegmentedModel gated = PathRuns.cut(Chain.of().layersTake("gate").build());
        SegmentedModel bent = PathRuns.cut(Chain.of().stemTakes("gate").build());

        assertThatThrownBy(() -> LayerPool.of("a", Map.of("a", plain, "b", gated)))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Layers of models 'a' and 'b' must take inputs that both graphs have to be"
                                + " one pool, found 'gate' of model 'b' alone.");
        LayerPool pool = LayerPool.of("a", Map.of("a", plain, "b", bent));
        assertThat(run(pool, "y", List.of(PathLayer.of("b", 0), PathLayer.of("a", 1))))
                .isEqualTo(run(pool, "y", PathRuns.identity(pool, "a")));
        assertThatThrownBy(() -> pool.stem("b"))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "The stem of model 'b' must take inputs that the graph of model 'a' has,"
                                + " found 'gate'.");
    }

    @Test
    void aStemMustGiveWhatLayersTakeAndWhatTheHeadTakes() {
        SegmentedModel masked = PathRuns.cut(Chain.of().context("Sign").build());
        SegmentedModel plain = PathRuns.cut(Chain.of().build());
        SegmentedModel reminded = PathRuns.cut(Chain.of().headContext("Exp").build());
        LayerPool pool =
                LayerPool.of("a", Map.of("a", masked, "plain", plain, "reminded", reminded));

        assertThatThrownBy(() -> pool.stem("plain"))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "The stem of a path must give what layers take, but that of model 'plain'"
                                + " gives no 'mask', which layers of model 'a' take.");
        assertThatThrownBy(() -> pool.requireTogether("a", "reminded"))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "The head of a path must take what its stem gives, but that of model"
                                + " 'reminded' takes 'reminded:extra', which the stem of model 'a'"
                                + " does not compute so.");
        pool.requireTogether("a", "plain");
    }

    @Test
    void aPathMayHaveTwoStatesButTheyAreNotScaled() {
        Graph graph = Chain.of().twoStates().build();
        LayerPool pool = LayerPool.of("a", Map.of("a", PathRuns.cut(graph)));

        assertThat(pool.layer("a", 0, Optional.empty()).outputs())
                .containsValues("state.0", "state.1");
        assertThat(run(pool, "y", PathRuns.identity(pool, "a")))
                .isEqualTo(PathRuns.run(graph, "y"));
        assertThatThrownBy(() -> pool.layer("a", 0, Optional.of(Scaling.INPUT)))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "A layer with a scale must hand on one state, but layer 0 of model 'a' hands"
                                + " on 2.");
    }

    @Test
    void aStateThatIsAnInputOfTheGraphEntersThroughAnIdentity() {
        Graph graph = Chain.of().context("Sign").withoutStem().build();
        LayerPool pool = LayerPool.of("a", Map.of("a", PathRuns.cut(graph)));

        assertThat(pool.stem("a").outputs()).containsValues("state.0", "mask");
        assertThat(run(pool, "y", PathRuns.identity(pool, "a")))
                .isEqualTo(PathRuns.run(graph, "y"));
    }

    @Test
    void aStateThatGoesAroundLayersIsRefused() {
        Graph graph = Chain.of().context("first").build();

        assertThatThrownBy(() -> LayerPool.of("a", Map.of("a", PathRuns.cut(graph))))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Layers of one pool must take their state from the layer before, but layer 1"
                                + " of model 'a' takes 'first', which enters the first.");
    }

    @Test
    void layersOfAnotherStructureRunButAreTold() {
        Graph bent = TestEncoders.named(2, 8, 2);
        bent =
                bent.withNodes(
                        bent.nodes().stream()
                                .map(
                                        node ->
                                                node.opType().equals("Erf")
                                                        ? Node.of(
                                                                node.name(),
                                                                "Tanh",
                                                                node.inputs(),
                                                                node.outputs())
                                                        : node)
                                .toList());
        LayerPool pool =
                LayerPool.of(
                        "a",
                        Map.of(
                                "a", PathRuns.cut(TestEncoders.named(2, 8, 1)),
                                "bent", PathRuns.cut(bent)));

        assertThat(pool.differenceFromBase("a", 1)).isEmpty();
        assertThat(pool.differenceFromBase("bent", 1))
                .hasValue(
                        "layer 1 of model 'bent' is not as those of model 'a', first at"
                                + " '/encoder/layer.0/intermediate/intermediate_act_fn/Erf (Tanh)'");
        var path =
                new LayerPath(
                        Optional.empty(),
                        Optional.empty(),
                        Scaling.BRANCHES,
                        List.of(new PathLayer("bent", 0, .5)),
                        Map.of());
        assertThat(ScaleFolding.of(pool, path))
                .isInstanceOfSatisfying(
                        ScaleFolding.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .startsWith(
                                                "layer 0 of model 'bent' is not as those of model"
                                                        + " 'a', first at"));
    }

    @Test
    void layersAndModelsThatAreNotThereAreWrongUse() {
        LayerPool pool = LayerPool.of("a", Map.of("a", PathRuns.cut(TestModels.vit())));

        assertThatThrownBy(() -> pool.layer("a", 3, Optional.empty()))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("Model 'a' has layers 0 to 2, found 3.");
        assertThatThrownBy(() -> pool.layers("aa"))
                .hasMessage(
                        "A path goes through models of its pool (a), found 'aa'. Did you mean 'a'?");
        assertThatThrownBy(() -> pool.head("a", "feature"))
                .hasMessage(
                        "The head of model 'a' gives features, found output 'feature'. Did you mean"
                                + " 'features'?");
    }

    private static float[] run(LayerPool pool, String output, List<PathLayer> layers) {
        return PathRuns.run(pool, pool.base(), pool.base(), output, Scaling.BRANCHES, layers);
    }
}
