package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** mergekit's whole checkpoints, made again by {@code merganser merge} from mergekit's recipes. */
class GoldenMergesTest {

    private static final Path GOLDEN =
            Bundled.HOME.resolve("recipes/src/test/resources/golden/e2e");

    @TempDir private Path temp;

    @TestFactory
    Stream<DynamicTest> float32MergesAreThoseOfMergekit() throws IOException {
        return cases(golden -> isFloat32(golden) && !isQuirk(golden), this::merge, this::near);
    }

    @TestFactory
    Stream<DynamicTest> bfloat16MergesAreNoFartherFromTheExactAnswerThanMergekits()
            throws IOException {
        return cases(golden -> !isFloat32(golden), this::merge, this::exact);
    }

    @TestFactory
    Stream<DynamicTest> float32MergesAreThoseOfMergekitWithCompatToo() throws IOException {
        return cases(GoldenMergesTest::isFloat32, this::mergeWithCompat, this::near);
    }

    /** One element of slerp depends on the last bits of numpy's dot product. */
    @TestFactory
    Stream<DynamicTest> bfloat16MergesHaveTheBitsOfMergekitWithCompat() throws IOException {
        return cases(golden -> !isFloat32(golden), this::mergeWithCompat, this::sameBits);
    }

    @TestFactory
    Stream<DynamicTest> quirksAreRefusedWithoutCompat() throws IOException {
        return manifest()
                .filter(GoldenMergesTest::isQuirk)
                .map(golden -> golden.get("id").asString())
                .map(id -> DynamicTest.dynamicTest(id, () -> refused(id)));
    }

    private void refused(String id) throws IOException {
        Program program = merge(id, temp.resolve(id));
        assertThat(program.code()).isEqualTo(1);
        assertThat(program.complaint())
                .startsWith("Tensor 'model.embed_tokens.weight' must have one shape in all models,")
                .contains("[64, 32]", "[70, 32]")
                .endsWith(
                        "Maybe their vocabularies differ: set tokenizer_source to base or union.");
        assertThat(temp.resolve(id)).doesNotExist();
    }

    private static boolean isFloat32(JsonNode golden) {
        return golden.get("dtype").asString().equals("F32");
    }

    /** Whether the case records a quirk that the safe default mends. */
    private static boolean isQuirk(JsonNode golden) {
        return golden.path("flags").toString().contains("compat_only");
    }

    @FunctionalInterface
    private interface Merge {
        Program into(String id, Path out) throws IOException;
    }

    @FunctionalInterface
    private interface Comparison {
        void compare(JsonNode golden, Checkpoint merged, Checkpoint expected) throws IOException;
    }

    private Stream<DynamicTest> cases(Predicate<JsonNode> which, Merge merge, Comparison comparison)
            throws IOException {
        return manifest()
                .filter(which)
                .map(
                        golden ->
                                DynamicTest.dynamicTest(
                                        golden.get("id").asString(),
                                        () -> check(golden, merge, comparison)));
    }

    private static Stream<JsonNode> manifest() throws IOException {
        JsonNode manifest =
                JsonMapper.shared().readTree(Files.readString(GOLDEN.resolve("manifest.json")));
        return StreamSupport.stream(manifest.get("cases").spliterator(), false);
    }

    private void check(JsonNode golden, Merge merge, Comparison comparison) throws IOException {
        String id = golden.get("id").asString();
        Path out = temp.resolve(id + "-" + System.nanoTime());
        Program program = merge.into(id, out);
        assertThat(program.code()).as(program.err()).isZero();
        try (Checkpoint merged = Checkpoints.open(out);
                Checkpoint expected = Checkpoints.open(GOLDEN.resolve(id + "/expected"))) {
            assertThat(merged.tensors()).hasSameElementsAs(expected.tensors());
            assertThat(merged.tensors()).hasSize(golden.get("tensors").asInt());
            comparison.compare(golden, merged, expected);
        }
    }

    private Program merge(String id, Path out) throws IOException {
        return Program.run("merge", recipeFile(id), out);
    }

    private Program mergeWithCompat(String id, Path out) throws IOException {
        Program program = Program.run("merge", recipeFile(id), out, "--compat", "mergekit");
        assertThat(program.err()).contains("note: mergekit: ");
        assertThat(out.resolve("README.md")).content().contains("add `--compat mergekit`");
        return program;
    }

    /** The recipe with absolute paths: the test's working directory is another one. */
    private Path recipeFile(String id) throws IOException {
        Path file = temp.resolve(id + ".yml");
        return Files.writeString(file, RecipeWriter.write(recipe(id)));
    }

    private static Recipe recipe(String id) {
        return RecipeReader.read(GOLDEN.resolve(id + "/config.yml"))
                .withModels(model -> GOLDEN.resolve(model).toString());
    }

    private void near(JsonNode golden, Checkpoint merged, Checkpoint expected) {
        double absolute = golden.get("tolerance").get("atol").asDouble();
        double relative = golden.get("tolerance").get("rtol").asDouble();
        for (TensorInfo info : expected.tensors()) {
            float[] got = merged.tensor(info.name()).floats();
            float[] want = expected.tensor(info.name()).floats();
            for (int i = 0; i < want.length; i++) {
                assertThat(Math.abs((double) got[i] - want[i]))
                        .as("%s[%d]: %s, expected %s", info.name(), i, got[i], want[i])
                        .isLessThanOrEqualTo(absolute + relative * Math.abs(want[i]));
            }
        }
    }

    /**
     * Elements of ties where a task vector has just the threshold's magnitude are left out: which
     * of these stay was up to torch's sort.
     */
    private void sameBits(JsonNode golden, Checkpoint merged, Checkpoint expected) {
        String id = golden.get("id").asString();
        try (var models = new OpenModels()) {
            int different = 0;
            for (TensorInfo info : expected.tensors()) {
                float[] got = merged.tensor(info.name()).floats();
                float[] want = expected.tensor(info.name()).floats();
                boolean[] open =
                        id.startsWith("ties")
                                ? Thresholds.of(recipe(id), models::checkpoint, info.name())
                                : new boolean[want.length];
                for (int i = 0; i < want.length; i++) {
                    different += got[i] == want[i] || open[i] ? 0 : 1;
                }
            }
            assertThat(different).isLessThanOrEqualTo(id.startsWith("slerp") ? 1 : 0);
        }
    }

    private void exact(JsonNode golden, Checkpoint merged, Checkpoint expected) {
        JsonNode peer = golden.get("peer_error");
        try (var models = new OpenModels()) {
            var exact = new ExactMerge(recipe(golden.get("id").asString()), models::checkpoint);
            var ours = new Distance(merged, exact);
            assertThat(ours.elements).isEqualTo(peer.get("elements").asLong());
            assertThat(ours.notCorrectlyRounded)
                    .isLessThanOrEqualTo(peer.get("not_correctly_rounded").asLong());
            assertThat(ours.largest)
                    .isLessThanOrEqualTo(peer.get("max_abs_vs_f64").asDouble() * 1.01);
            assertThat(ours.largest).isLessThanOrEqualTo(new Distance(expected, exact).largest);
        }
    }

    /** How far a checkpoint of bfloat16 is from the answer in double. */
    private static final class Distance {
        private long elements;
        private long notCorrectlyRounded;
        private double largest;

        Distance(Checkpoint checkpoint, ExactMerge exact) {
            for (TensorInfo info : checkpoint.tensors()) {
                add(checkpoint.tensor(info.name()).floats(), exact.tensor(info.name()));
            }
        }

        private void add(float[] got, double[] exact) {
            for (int i = 0; i < got.length; i++) {
                elements++;
                float rounded = Floats.round(DType.BF16, (float) exact[i]);
                notCorrectlyRounded += got[i] == rounded ? 0 : 1;
                largest = Math.max(largest, Math.abs(got[i] - exact[i]));
            }
        }
    }

    /** Models by their path. */
    private static final class OpenModels implements AutoCloseable {
        private final Map<String, Checkpoint> open = new LinkedHashMap<>();

        Checkpoint checkpoint(String path) {
            return open.computeIfAbsent(path, name -> Checkpoints.open(Path.of(name)));
        }

        @Override
        public void close() {
            open.values().forEach(Checkpoint::close);
        }
    }
}
