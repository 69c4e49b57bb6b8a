package dev.merganser.recipes.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.LinesSettings;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** LiNeS' own numbers, from whole checkpoints: the sum of the task vectors, scaled by layers. */
class LinesGoldenTest {

    @TestFactory
    Stream<DynamicTest> givesThePeersNumbers() throws IOException {
        JsonNode manifest =
                new JsonMapper().readTree(Files.readString(folder().resolve("manifest.json")));
        List<JsonNode> cases =
                manifest.get("cases")
                        .valueStream()
                        .filter(each -> each.get("method").asString().equals("lines"))
                        .toList();
        assertThat(cases).hasSize(3);
        return cases.stream()
                .map(each -> DynamicTest.dynamicTest(each.get("id").asString(), () -> check(each)));
    }

    private static void check(JsonNode golden) {
        Path models = folder().resolve("fixtures").resolve(golden.get("fixture").asString());
        try (Models open = Models.open(models);
                Checkpoint wanted =
                        Checkpoints.open(folder().resolve(golden.get("file").asString()))) {
            MergePlan plan = Merger.plan(recipe(golden), open);
            assertThat(plan.tensors()).hasSameSizeAs(golden.get("outputs").propertyNames());
            for (var output : golden.get("outputs").properties()) {
                float[] want = wanted.tensor(output.getValue().asString()).floats();
                near(golden, output.getKey(), read(plan, output.getKey(), want.length), want);
            }
        }
    }

    private static Recipe recipe(JsonNode golden) {
        JsonNode params = golden.get("params");
        var lines =
                new LinesSettings(params.get("alpha").asDouble(), params.get("beta").asDouble());
        List<ModelEntry> experts =
                golden.get("models")
                        .valueStream()
                        .map(model -> ModelEntry.of(model.asString() + ".safetensors"))
                        .toList();
        return Recipe.of("task_arithmetic", experts)
                .withBaseModel(golden.get("base").asString() + ".safetensors")
                .withParameters(Parameters.NONE.with("weight", 1))
                .withAround(AroundMethod.NONE.withLines(lines));
    }

    private static float[] read(MergePlan plan, String name, int elements) {
        MemorySegment out = MemorySegment.ofArray(new byte[elements * Float.BYTES]);
        plan.read(name, out);
        return out.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    private static void near(JsonNode golden, String tensor, float[] got, float[] want) {
        double atol = golden.get("tolerance").get("atol").asDouble();
        double rtol = golden.get("tolerance").get("rtol").asDouble();
        for (int i = 0; i < want.length; i++) {
            assertThat(Math.abs((double) got[i] - want[i]))
                    .as("%s[%d]: %s, expected %s", tensor, i, got[i], want[i])
                    .isLessThanOrEqualTo(atol + rtol * Math.abs(want[i]));
        }
    }

    private static Path folder() {
        try {
            return Path.of(
                    Objects.requireNonNull(LinesGoldenTest.class.getResource("/golden")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
