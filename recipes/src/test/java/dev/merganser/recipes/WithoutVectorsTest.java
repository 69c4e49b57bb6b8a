package dev.merganser.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.file.Sha256;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Vectors;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;

/** A library user may start Java without {@code --add-modules jdk.incubator.vector}. */
class WithoutVectorsTest {
    private static final int ELEMENTS = 10_007;

    @Test
    void mergesGiveTheSameBitsWithoutTheVectorModule() throws IOException, InterruptedException {
        assertThat(Vectors.usable()).isTrue();
        assertThat(printedWithoutTheModule()).isEqualTo("false " + hashOfMerges());
    }

    private static String printedWithoutTheModule() throws IOException, InterruptedException {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        Process java =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                classPath,
                                Program.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        java.waitFor();
        return printed.strip();
    }

    /** What runs in the other process. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            System.out.println(Vectors.usable() + " " + hashOfMerges());
        }
    }

    /** Of every method whose kernels use vectors, on bfloat16. */
    private static String hashOfMerges() {
        var models = Models.of(Map.of("base", model(1), "a", model(2), "b", model(3)));
        Parameters weights = Parameters.NONE.with("weight", 0.7);
        Parameters sparse = weights.with("density", 0.3);
        return Sha256.of(
                merged(models, recipe("ties", sparse, "a", "b"))
                        + merged(models, recipe("dare_linear", sparse, "a", "b"))
                        + merged(models, recipe("slerp", Parameters.NONE.with("t", 0.4), "a")));
    }

    private static Recipe recipe(String method, Parameters parameters, String... models) {
        return Recipe.of(method, List.of(models).stream().map(ModelEntry::of).toList())
                .withBaseModel("base")
                .withParameters(parameters);
    }

    private static String merged(Models models, Recipe recipe) {
        byte[] bytes = new byte[ELEMENTS * DType.BF16.bytes()];
        Merger.plan(recipe, models).writeTensor("w", MemorySegment.ofArray(bytes));
        return Sha256.of(bytes);
    }

    private static TestCheckpoint model(long seed) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] values = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return new TestCheckpoint().with("w", DType.BF16, Shape.of(ELEMENTS), values);
    }
}
