package dev.merganser.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeWriter;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;

/** Tensors so large that several threads work on each, statistics included. */
class ThreadsTest {
    private static final int LARGE = 1_100_003;
    private static final int[] AWKWARD = {0, 1, 13, 207, 4098};

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"linear", "slerp", "task_arithmetic", "ties", "dare_linear", "dare_ties"})
    void theBytesOfLargeTensorsDoNotDependOnThreads(String method) throws IOException {
        Models models = Models.of(Map.of("base", model(1), "a", model(2), "b", model(3)));
        MergePlan plan = Merger.plan(recipe(method), models);
        Path one = written(plan, 1);
        assertThat(Files.mismatch(one, written(plan, 2))).isEqualTo(-1);
        assertThat(Files.mismatch(one, written(plan, 4))).isEqualTo(-1);
    }

    private Path written(MergePlan plan, int threads) {
        Path out = folder.resolve(threads + ".safetensors");
        MergeWriter.write(plan, out, threads);
        return out;
    }

    private static Recipe recipe(String method) {
        Parameters parameters =
                method.equals("slerp")
                        ? Parameters.NONE.with("t", 0.4)
                        : Parameters.NONE.with("weight", 0.3);
        List<String> models = method.equals("slerp") ? List.of("a") : List.of("a", "b");
        return Recipe.of(method, models.stream().map(ModelEntry::of).toList())
                .withBaseModel("base")
                .withParameters(
                        method.matches("ties|dare.*")
                                ? parameters.with("density", 0.3)
                                : parameters);
    }

    private static TestCheckpoint model(long seed) {
        TestCheckpoint model = new TestCheckpoint();
        for (int n : AWKWARD) {
            model.with("w" + n, DType.BF16, Shape.of(n), values(seed, n));
        }
        return model.with("large", DType.BF16, Shape.of(LARGE), values(seed, LARGE));
    }

    private static float[] values(long seed, int n) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
