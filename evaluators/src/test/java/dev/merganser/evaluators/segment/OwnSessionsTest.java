package dev.merganser.evaluators.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.Shape;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Set;

class OwnSessionsTest {

    private final SessionFactory factory = SessionFactory.of(new Provider.Cpu());

    /** A model with fed weights and with sessions of its own, over the same tensors. */
    private final class Both implements AutoCloseable {

        private final SegmentedModel model;
        private final StepPlan plan;
        private final Probe probe;
        private final NamedFloats weights;
        private final NamedFloats results = new NamedFloats(factory);
        private final SegmentSessions sessions;
        private final OwnSessions own;

        Both(Graph graph, Shape output) {
            model = SegmentCutter.with(factory).cut(graph);
            plan = StepPlan.of(model.steps(), Set.of("features"));
            probe = Probe.of(factory, model.graph());
            weights = WeightTensors.of(factory, model);
            sessions = SegmentSessions.open(factory, model);
            own = new OwnSessions(factory, weights.values());
            results.add("features", output);
        }

        float[] fed() {
            return run(new FedSteps(sessions, weights.values()));
        }

        float[] own() {
            return run(own);
        }

        private float[] run(StepSessions how) {
            new StepRunner(how).run(plan, probe.values(), results.values());
            return results.memory("features").toArray(ValueLayout.JAVA_FLOAT);
        }

        void set(String weight, float value) {
            MemorySegment memory = weights.memory(weight);
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, 0, value);
        }

        @Override
        public void close() {
            own.close();
            sessions.close();
            results.close();
            weights.close();
            probe.close();
        }
    }

    @Test
    void weightsInsideSessionsGiveWhatFedOnesGive() {
        try (var vit = new Both(TestModels.vit(), Shape.of(2, 16));
                var cnn = new Both(TestModels.cnn(), Shape.of(2, 32))) {
            assertThat(vit.model.layers()).hasSize(3);
            assertClose(vit.own(), vit.fed());
            assertThat(cnn.model.uncut()).isPresent();
            assertClose(cnn.own(), cnn.fed());
        }
    }

    private static void assertClose(float[] found, float[] expected) {
        assertThat(found).containsExactly(expected, Offset.offset(1e-4f));
    }

    @Test
    void aChangedWeightCountsOnceItsSessionsAreClosed() {
        try (var vit = new Both(TestModels.vit(), Shape.of(2, 16))) {
            float[] before = vit.own();
            vit.set("layers.1.mlp.up.bias", 3);
            assertThat(vit.own()).isEqualTo(before);
            vit.own.changed("layers.1.mlp.up.bias");
            float[] after = vit.own();
            assertThat(after).isNotEqualTo(before);
            assertClose(after, vit.fed());
        }
    }

    @Test
    void sessionsCopyTheirWeights() {
        try (var vit = new Both(TestModels.vit(), Shape.of(2, 16))) {
            vit.own.open(vit.model.steps());
            float[] fed = vit.fed();
            for (String name : List.copyOf(vit.weights.values().keySet())) {
                vit.weights.memory(name).fill((byte) 0);
            }
            assertClose(vit.own(), fed);
            assertThat(Map.copyOf(vit.weights.values())).hasSize(53);
        }
    }
}
