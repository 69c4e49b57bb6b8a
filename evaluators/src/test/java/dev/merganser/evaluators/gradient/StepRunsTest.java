package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

class StepRunsTest {

    private final SessionFactory factory = SessionFactory.of(new Provider.Cpu());
    private final SegmentSessions sessions = SegmentSessions.of(factory);
    private final TensorPool pool = new TensorPool(factory);
    private final StepRuns runs = new StepRuns(sessions, pool);
    private final Arena arena = Arena.ofConfined();
    private final GraphBuilder graph = GraphBuilder.named("graph");

    @AfterEach
    void close() {
        pool.close();
        sessions.close();
        arena.close();
    }

    private Segment segment(String output) {
        return new Segment(graph.output(output, DType.F32).build(), List.of());
    }

    private Segment negation() {
        String x = graph.input("x", DType.F32, Dim.of("size"));
        return segment(graph.node("y", "Neg", List.of(x)));
    }

    private Segment positiveOnes() {
        String x = graph.input("x", DType.F32, Dim.of("size"));
        String positive = graph.node("positive", "Greater", List.of(x, graph.scalar("zero", 0)));
        return segment(graph.node("y", "Compress", List.of(x, positive)));
    }

    private StepValues run(Segment segment, float... x) {
        return run(segment, Map.of(), Set.of("y_output_0"), x);
    }

    private StepValues run(
            Segment segment, Map<String, Value> weights, Set<String> requested, float... x) {
        MemorySegment memory = arena.allocate(Float.BYTES * Math.max(1L, x.length), 64);
        MemorySegment.copy(x, 0, memory, ValueLayout.JAVA_FLOAT, 0, x.length);
        try (Value value =
                Value.over(factory, memory, new TensorInfo("x", DType.F32, Shape.of(x.length)))) {
            return runs.run(segment, Map.of("x", value), weights, requested);
        }
    }

    private float[] floats(Segment segment, float... x) {
        try (StepValues values = run(segment, x)) {
            return values.get("y_output_0").floats();
        }
    }

    /** Where the output was, which may be lent to others by now. */
    private Value place(Segment segment, float... x) {
        try (StepValues values = run(segment, x)) {
            return values.get("y_output_0");
        }
    }

    /** An output, and another that nobody gets to know. */
    private static Set<String> brokenOff() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return 2;
            }

            @Override
            public Iterator<String> iterator() {
                return Stream.of("y_output_0", "")
                        .peek(
                                output -> {
                                    if (output.isEmpty()) {
                                        throw new IllegalStateException("broken off");
                                    }
                                })
                        .iterator();
            }
        };
    }

    @Test
    void smallOutputsOfKnownShapeAreWrittenIntoTensorsThatAreThere() {
        Segment segment = negation();
        floats(segment, 1, 2);

        Value first;
        try (StepValues values = run(segment, 3, 4)) {
            first = values.get("y_output_0");
            assertThat(first.floats()).containsExactly(-3, -4);
        }
        try (StepValues values = run(segment, 5, 6);
                StepValues atOnce = run(segment, 7, 8)) {
            assertThat(values.get("y_output_0")).isSameAs(first);
            assertThat(values.get("y_output_0").floats()).containsExactly(-5, -6);
            assertThat(atOnce.get("y_output_0").floats()).containsExactly(-7, -8);
        }
    }

    @Test
    void largeOutputsAreNotKept() {
        Segment segment = negation();
        float[] large = new float[1 << 16];
        floats(segment, large);

        assertThat(place(segment, large)).isNotSameAs(place(segment, large));
    }

    @Test
    void inputsOfAnotherShapeMayComeAtAnyTime() {
        Segment segment = negation();

        for (int turn = 0; turn < 3; turn++) {
            assertThat(floats(segment, 1, 2)).containsExactly(-1, -2);
            assertThat(floats(segment, 3)).containsExactly(-3);
        }
    }

    @Test
    void theShapeOfAnOutputMayDependOnValues() {
        Segment segment = positiveOnes();

        assertThat(floats(segment, 1, -2, 3)).containsExactly(1, 3);
        assertThat(floats(segment, 4, -5, 6)).containsExactly(4, 6);
        assertThat(floats(segment, -7, -8, 9)).containsExactly(9);
        assertThat(floats(segment, -1, -1, 1)).containsExactly(1);
        assertThat(floats(segment, 1, 2, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void tensorsComeBackWhateverARunThrows() {
        Segment segment = negation();
        floats(segment, 1, 2);
        Value first = place(segment, 3, 4);
        Map<String, Value> nothing = Collections.singletonMap("w", null);

        assertThatThrownBy(() -> run(segment, nothing, Set.of("y_output_0"), 3, 4))
                .isInstanceOf(NullPointerException.class);
        assertThat(place(segment, 5, 6)).isSameAs(first);
    }

    @Test
    void tensorsComeBackWhereTheNextCannotBeTaken() {
        Segment segment = negation();
        floats(segment, 1, 2);
        Value first = place(segment, 3, 4);

        assertThatThrownBy(() -> run(segment, Map.of(), brokenOff(), 3, 4))
                .hasMessage("broken off");
        assertThat(place(segment, 5, 6)).isSameAs(first);
    }

    @Test
    void whatCannotRunIsBadDataTheSecondTime() {
        graph.input("x", DType.F32, Dim.of("size"));
        String two = graph.integers("two", 2, -1);
        Segment segment = segment(graph.node("y", "Reshape", List.of("x", two)));
        assertThat(floats(segment, 1, 2)).containsExactly(1, 2);

        for (int turn = 0; turn < 2; turn++) {
            assertThatThrownBy(() -> floats(segment, 1, 2, 3))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("cannot run");
        }
    }
}
