package dev.merganser.recipes.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ForkJoinPool;

class TaskVectorNormsTest {

    private static final Recipe RECIPE =
            Recipe.of(
                            "task_arithmetic",
                            List.of(
                                    new ModelEntry("one", Parameters.NONE),
                                    new ModelEntry("two", Parameters.NONE)))
                    .withBaseModel("base");

    private static SortedMap<String, List<Double>> squares(
            Checkpoint base, Checkpoint one, Checkpoint two) {
        try (Models models = Models.of(Map.of("base", base, "one", one, "two", two))) {
            return TaskVectorNorms.squares(Merger.of(models).aligned(RECIPE));
        }
    }

    @Test
    void areThoseOfDifferencesFromTheBase() {
        var base = new TestCheckpoint().with("a", 1, 2, 3).with("b", 5).withLongs("ids", 7);
        var one = new TestCheckpoint().with("a", 1, 4, 4).with("b", 5).withLongs("ids", 7);
        var two = new TestCheckpoint().with("a", 1, 2, 3).with("b", 2).withLongs("ids", 7);
        assertThat(squares(base, one, two))
                .isEqualTo(Map.of("a", List.of(5.0, 0.0), "b", List.of(0.0, 9.0)));
    }

    @Test
    void modelsMayBeOfDifferentTypes() {
        Shape shape = Shape.of(2);
        var base = new TestCheckpoint().with("a", DType.BF16, shape, 1, 2);
        var one = new TestCheckpoint().with("a", DType.F16, shape, 1.5f, 2);
        var two = new TestCheckpoint().with("a", DType.F32, shape, 1, 0);
        assertThat(squares(base, one, two)).isEqualTo(Map.of("a", List.of(.25, 4.0)));
    }

    /** More elements than a part, so that parts are summed. */
    @Test
    void largeTensorsHaveTheSameNormsForAnyNumberOfThreads() {
        int size = (1 << 22) + 4099;
        float[] from = TestCheckpoint.random(1, size);
        float[] to = TestCheckpoint.random(2, size);
        var base = new TestCheckpoint().with("a", from);
        var one = new TestCheckpoint().with("a", to);
        double plain = 0;
        for (int i = 0; i < size; i++) {
            double difference = (double) to[i] - from[i];
            plain += difference * difference;
        }
        List<Double> found = squares(base, one, base).getOrDefault("a", List.of());
        assertThat(found.getFirst()).isCloseTo(plain, within(1e-9 * plain));
        assertThat(found.getLast()).isZero();
        for (int threads : new int[] {1, 3}) {
            try (var pool = new ForkJoinPool(threads)) {
                assertThat(pool.submit(() -> squares(base, one, base)).join().get("a"))
                        .isEqualTo(found);
            }
        }
    }

    @Test
    void tensorsWithoutElementsHaveNorms() {
        var empty = new TestCheckpoint().with("a", DType.F32, Shape.of(0));
        assertThat(squares(empty, empty, empty)).isEqualTo(Map.of("a", List.of(0.0, 0.0)));
    }

    @Test
    void whatIsNotFiniteIsRefused() {
        var base = new TestCheckpoint().with("a", 1, 2);
        var broken = new TestCheckpoint().with("a", 1, Float.NaN);
        assertThatThrownBy(() -> squares(base, base, broken))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Tensor 'a'")
                .hasMessageContaining("found NaN at element 1");
    }
}
