package dev.merganser.recipes.method.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the peers give beside merged tensors: masks, consensus masks, unified vectors and rescalers,
 * element by element.
 */
class GoldenMasksTest {
    private static final Set<String> METHODS = Set.of("tall_mask", "consensus", "emr");
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    @TestFactory
    Stream<DynamicTest> givesThePeersMasks() throws IOException {
        JsonNode manifest = new JsonMapper().readTree(Files.readString(file("manifest.json")));
        return manifest.get("cases")
                .valueStream()
                .filter(golden -> METHODS.contains(golden.get("method").asString()))
                .map(
                        golden ->
                                DynamicTest.dynamicTest(
                                        golden.get("id").asString(),
                                        () -> new Case(manifest, golden).check()));
    }

    /** One golden case; its tensors in the order of their names. */
    private static final class Case {
        private final JsonNode golden;
        private final List<String> names = new ArrayList<>();
        private final List<String> models = new ArrayList<>();
        private final int[] sizes;
        private final float[][] deltas;

        Case(JsonNode manifest, JsonNode golden) {
            this.golden = golden;
            golden.get("models").forEach(model -> models.add(model.asString()));
            JsonNode files =
                    manifest.get("fixtures").get(golden.get("fixture").asString()).get("models");
            float[] base = flattened(files.get("base").asString());
            deltas = new float[models.size()][];
            for (int m = 0; m < deltas.length; m++) {
                deltas[m] = flattened(files.get(models.get(m)).asString());
                for (int i = 0; i < base.length; i++) {
                    deltas[m][i] -= base[i];
                }
            }
            sizes = sizes(files.get("base").asString());
        }

        private float[] flattened(String file) {
            try (Checkpoint checkpoint = Checkpoints.open(file(file))) {
                names.clear();
                checkpoint.tensors().stream().map(TensorInfo::name).sorted().forEach(names::add);
                float[] all = new float[0];
                for (String name : names) {
                    float[] values = floats(checkpoint.tensor(name));
                    int from = all.length;
                    all = Arrays.copyOf(all, from + values.length);
                    System.arraycopy(values, 0, all, from, values.length);
                }
                return all;
            }
        }

        private int[] sizes(String file) {
            try (Checkpoint checkpoint = Checkpoints.open(file(file))) {
                return names.stream()
                        .mapToInt(name -> (int) checkpoint.tensor(name).info().shape().elements())
                        .toArray();
            }
        }

        void check() {
            try (Checkpoint wanted = Checkpoints.open(file(golden.get("file").asString()))) {
                if (golden.get("method").asString().equals("emr")) {
                    checkUnified(wanted);
                } else {
                    checkMasks(wanted);
                }
            }
        }

        private Tensor wanted(Checkpoint file, String output) {
            return file.tensor(golden.get("outputs").get(output).asString());
        }

        private void checkUnified(Checkpoint file) {
            List<MergeTensor> tensors =
                    Flattened.tensors("emr", Map.of("task", Argument.of(1)), deltas, sizes);
            Rescalers rescalers = Rescalers.of(new FlattenedModel("emr", tensors));
            for (int m = 0; m < models.size(); m++) {
                float[] wanted = floats(wanted(file, "rescaler/" + models.get(m)));
                assertThat(rescalers.of(m)).isCloseTo(wanted[0], within(1e-6));
            }
            for (int t = 0; t < names.size(); t++) {
                String name = names.get(t);
                Block deltas = whole(tensors.get(t));
                float[] unified = floats(wanted(file, "unified/" + name));
                for (int i = 0; i < unified.length; i++) {
                    assertThat(Emr.unified(deltas, i)).isCloseTo(unified[i], within(1e-8f));
                }
                for (int m = 0; m < models.size(); m++) {
                    int model = m;
                    Tensor mask = wanted(file, "mask/%s/%s".formatted(models.get(m), name));
                    assertMask(mask, i -> deltas.model(model)[i] * (double) unified[i] > 0);
                }
            }
        }

        private void checkMasks(Checkpoint file) {
            JsonNode params = golden.get("params");
            double[] maskLambdas = new double[models.size()];
            Arrays.fill(maskLambdas, params.get("tall_mask_lambda").asDouble());
            String vector = params.get("use_ties").asBoolean() ? "ties" : "sum";
            List<MergeTensor> tensors =
                    Flattened.tensors(
                            "consensus", Map.of("vector", Argument.of(vector)), deltas, sizes);
            MultiTaskVector multi = MultiTaskVector.of("consensus", tensors);
            for (int t = 0; t < names.size(); t++) {
                String name = names.get(t);
                Block deltas = whole(tensors.get(t));
                for (int m = 0; m < models.size(); m++) {
                    int model = m;
                    assertMask(
                            wanted(file, "mask/%s/%s".formatted(models.get(m), name)),
                            i ->
                                    TallMask.keeps(
                                            deltas.model(model)[i],
                                            multi.at(deltas, i),
                                            maskLambdas[model]));
                }
                if (golden.get("outputs").has("consensus/" + name)) {
                    int k = params.get("prun_thre_k").asInt();
                    assertMask(
                            wanted(file, "consensus/" + name),
                            i -> Consensus.votes(deltas, i, multi.at(deltas, i), maskLambdas) >= k);
                }
            }
        }
    }

    /** Whether an element is kept. */
    @FunctionalInterface
    private interface Kept {
        boolean test(int i);
    }

    private static void assertMask(Tensor wanted, Kept kept) {
        int wrong = 0;
        for (int i = 0; i < wanted.info().shape().elements(); i++) {
            boolean want = wanted.data().get(ValueLayout.JAVA_BYTE, i) != 0;
            wrong += kept.test(i) == want ? 0 : 1;
        }
        assertThat(wrong).as(wanted.info().name()).isZero();
    }

    /** The only block of a tensor that has no more elements than a block. */
    private static Block whole(MergeTensor tensor) {
        List<Block> blocks = new ArrayList<>();
        tensor.forEachBlock(
                block -> {
                    Deltas.take(block);
                    blocks.add(block);
                });
        assertThat(blocks).hasSize(1);
        return blocks.getFirst();
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[(int) tensor.info().shape().elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.data().getAtIndex(FLOAT, i);
        }
        return values;
    }

    private static Path file(String name) {
        try {
            return Path.of(
                            Objects.requireNonNull(GoldenMasksTest.class.getResource("/golden"))
                                    .toURI())
                    .resolve(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
