package dev.merganser.evaluators.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.TestEncoders;
import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.path.TestLayers.Form;
import dev.merganser.evaluators.segment.Segment;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ScaledLayerTest {

    @ParameterizedTest
    @EnumSource(value = Form.class, mode = Mode.EXCLUDE, names = "NO_RESIDUAL")
    void aLayerHasTheBranchesThatAreAddedToItsState(Form form) {
        LayerPool pool = pool(TestLayers.of(form));

        assertThat(scaledProducts(pool, Scaling.BRANCHES))
                .isEqualTo(form == Form.PARALLEL_FIRST ? 1 : 2);
        assertThat(scaledProducts(pool, Scaling.INPUT)).isEqualTo(1);
    }

    private static long scaledProducts(LayerPool pool, Scaling scaling) {
        PoolStep layer = pool.layer("a", 1, Optional.of(scaling));
        String scale = layer.scaleInput().orElseThrow();
        return layer.segment().graph().nodes().stream()
                .filter(node -> node.inputs().contains(scale))
                .count();
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            mode = Mode.EXCLUDE,
            names = {"NO_RESIDUAL", "POST_NORM"})
    void aLayerWhoseBranchesAreScaledByZeroIsNotThere(Form form) {
        LayerPool pool = pool(TestLayers.of(form));

        assertThat(run(pool, Scaling.BRANCHES, scaled(0, 0), PathLayer.of("a", 1)))
                .isEqualTo(run(pool, Scaling.BRANCHES, PathLayer.of("a", 1)));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aScaledInputIsTheLayerOnAStateOfAnotherLength(Form form) {
        Graph graph = TestLayers.of(form);
        LayerPool twice = pool(doubled(graph));

        assertThat(run(pool(graph), Scaling.INPUT, scaled(0, 2), PathLayer.of("a", 1)))
                .isEqualTo(run(twice, Scaling.INPUT, PathLayer.of("a", 0), PathLayer.of("a", 1)));
    }

    /** The graph with a stem that gives twice as much. */
    private static Graph doubled(Graph graph) {
        return graph.withInitializers(
                graph.initializers().stream()
                        .map(each -> each.name().startsWith("embed.") ? times(each, 2) : each)
                        .toList());
    }

    static Initializer times(Initializer initializer, double factor) {
        Tensor tensor = initializer.tensor();
        float[] values = tensor.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor);
        }
        MemorySegment data = MemorySegment.ofArray(new byte[4 * values.length]);
        Floats.encode(DType.F32, values, 0, values.length, data, 0);
        return new Initializer(new Tensor(tensor.info(), data));
    }

    @Test
    void aScaleOfOneGivesThePlainLayer() {
        LayerPool vit = pool(TestModels.vit());
        LayerPool bert = pool(TestEncoders.bert(2, 8, 1));

        for (Scaling scaling : Scaling.values()) {
            assertThat(variant(vit, scaling, 1, "features"))
                    .isEqualTo(variant(vit, scaling, Double.NaN, "features"));
            assertThat(variant(bert, scaling, 1, "last_hidden_state"))
                    .isEqualTo(variant(bert, scaling, Double.NaN, "last_hidden_state"));
        }
    }

    @Test
    void anEncoderWithNormsWrittenOutHasTwoBranches() {
        assertThat(scaledProducts(pool(TestEncoders.bert(2, 8, 1)), Scaling.BRANCHES)).isEqualTo(2);
        assertThat(scaledProducts(pool(TestModels.vit()), Scaling.BRANCHES)).isEqualTo(2);
    }

    @Test
    void aSegmentAndItsScaledVariantsAreMadeOnce() {
        LayerPool pool = pool(TestModels.vit());
        Segment scaled = pool.layer("a", 0, Optional.of(Scaling.BRANCHES)).segment();

        assertThat(pool.layer("a", 2, Optional.of(Scaling.BRANCHES)).segment()).isSameAs(scaled);
        assertThat(pool.layer("a", 2, Optional.of(Scaling.INPUT)).segment()).isNotSameAs(scaled);
        assertThat(pool.layer("a", 2, Optional.empty()).scaleInput()).isEmpty();
    }

    @Test
    void branchesOfALayerThatAddsNothingToItsStateAreRefused() {
        LayerPool pool = pool(TestLayers.of(Form.NO_RESIDUAL));

        assertThatThrownBy(() -> pool.layer("a", 1, Optional.of(Scaling.BRANCHES)))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "The branches of layer 1 of model 'a' cannot be scaled, since nothing is"
                                + " added to its state. Maybe 'scale: input' fits.");
    }

    private static float[] variant(LayerPool pool, Scaling scaling, double scale, String output) {
        return PathRuns.variant(pool, scaling, scale, output);
    }

    private static PathLayer scaled(int layer, double scale) {
        return new PathLayer("a", layer, scale);
    }

    private static LayerPool pool(Graph graph) {
        return LayerPool.of("a", Map.of("a", PathRuns.cut(graph)));
    }

    private static float[] run(LayerPool pool, Scaling scaling, PathLayer... layers) {
        return PathRuns.run(pool, "a", "a", "y", scaling, List.of(layers));
    }
}
