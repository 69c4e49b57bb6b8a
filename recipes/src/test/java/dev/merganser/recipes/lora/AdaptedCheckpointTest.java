package dev.merganser.recipes.lora;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class AdaptedCheckpointTest {

    private static final String RANK_TWO = "\"r\": 2, \"lora_alpha\": 4";

    @TempDir private Path folder;
    private int files;

    @Test
    void aLinearWeightBecomesWPlusAlphaOverRTimesBA() {
        var base = base().with(DType.F32, "m.q.weight", Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        var adapter =
                TestAdapter.of(RANK_TWO)
                        .with("m.q.lora_A.weight", Shape.of(2, 3), 1, 0, 2, 0, 1, 1)
                        .with("m.q.lora_B.weight", Shape.of(2, 2), 1, 10, 0.5f, -1);
        // B·A = [[1, 10, 12], [0.5, -1, 0]], times 2
        assertThat(values(base, adapter, "m.q.weight")).containsExactly(3, 22, 27, 5, 3, 6);
    }

    @Test
    void whatTheAdapterChangesHasKeysOfItsOwn() {
        Path file =
                base().with(DType.F32, "q.weight", Shape.of(1, 2), 1, 2)
                        .with(DType.F32, "k.weight", Shape.of(1, 2), 1, 2)
                        .write(folder.resolve("keys.safetensors"));
        Path adapter =
                TestAdapter.of("\"r\": 1, \"lora_alpha\": 1")
                        .with("q.lora_A.default.weight", Shape.of(1, 2), 3, 4)
                        .with("q.lora_B.default.weight", Shape.of(1, 1), 10)
                        .writeTo(folder.resolve("keys"));
        try (Checkpoint base = Checkpoints.open(file);
                Checkpoint adapted = AdaptedCheckpoint.open(base, adapter)) {
            assertThat(adapted.key("k.weight")).isPresent().isEqualTo(base.key("k.weight"));
            assertThat(adapted.key("q.weight")).isPresent().isNotEqualTo(base.key("q.weight"));
        }
    }

    @Test
    void theNameOfTheAdapterInItsTensorsMakesNoDifference() {
        var base = base().with(DType.F32, "q.weight", Shape.of(1, 2), 1, 2);
        var adapter =
                TestAdapter.of("\"r\": 1, \"lora_alpha\": 1")
                        .with("q.lora_A.default.weight", Shape.of(1, 2), 3, 4)
                        .with("q.lora_B.default.weight", Shape.of(1, 1), 10);
        assertThat(values(base, adapter, "q.weight")).containsExactly(31, 42);
    }

    @Test
    void rankStabilisedScalesByTheRootOfTheRank() {
        var base = base().with(DType.F32, "q.weight", Shape.of(1, 1), 0);
        var adapter =
                TestAdapter.of("\"r\": 4, \"lora_alpha\": 6, \"use_rslora\": true")
                        .with("q.lora_A.weight", Shape.of(4, 1), 1, 1, 1, 1)
                        .with("q.lora_B.weight", Shape.of(1, 4), 1, 1, 1, 1);
        assertThat(values(base, adapter, "q.weight")).containsExactly(12);
    }

    @Test
    void patternsGiveModulesRanksAndAlphasOfTheirOwn() {
        var base =
                base().with(DType.F32, "l.0.q.weight", Shape.of(1, 1), 0)
                        .with(DType.F32, "l.1.q.weight", Shape.of(1, 1), 0)
                        .with(DType.F32, "l.1.eq.weight", Shape.of(1, 1), 0);
        var adapter =
                TestAdapter.of(
                                """
                                "r": 2, "lora_alpha": 2, "rank_pattern": {"1\\\\.q": 1, "eq": 4},
                                "alpha_pattern": {"^l.0.q": 10, "q": 8}""")
                        .with("l.0.q.lora_A.weight", Shape.of(2, 1), 1, 0)
                        .with("l.0.q.lora_B.weight", Shape.of(1, 2), 1, 0)
                        .with("l.1.q.lora_A.weight", Shape.of(1, 1), 1)
                        .with("l.1.q.lora_B.weight", Shape.of(1, 1), 1)
                        .with("l.1.eq.lora_A.weight", Shape.of(4, 1), 1, 0, 0, 0)
                        .with("l.1.eq.lora_B.weight", Shape.of(1, 4), 1, 0, 0, 0);
        Checkpoint adapted = open(base, adapter);
        assertThat(read(adapted.values("l.0.q.weight"))).containsExactly(5); // 10 / 2
        assertThat(read(adapted.values("l.1.q.weight"))).containsExactly(8); // 8 / 1
        assertThat(read(adapted.values("l.1.eq.weight"))).containsExactly(0.5f); // 2 / 4
    }

    @Test
    void weightsThatAreStoredTransposedGetTheTransposedUpdate() {
        var base =
                base().with(DType.F32, "q.weight", Shape.of(3, 2), 1, 4, 2, 5, 3, 6)
                        .with(DType.F32, "square.weight", Shape.of(2, 2), 0, 0, 0, 0);
        for (String flag : new String[] {"true", "false"}) {
            var adapter =
                    TestAdapter.of(RANK_TWO + ", \"fan_in_fan_out\": " + flag)
                            .with("q.lora_A.weight", Shape.of(2, 3), 1, 0, 2, 0, 1, 1)
                            .with("q.lora_B.weight", Shape.of(2, 2), 1, 10, 0.5f, -1)
                            .with("square.lora_A.weight", Shape.of(2, 2), 1, 0, 0, 1)
                            .with("square.lora_B.weight", Shape.of(2, 2), 1, 2, 3, 4);
            Checkpoint adapted = open(base, adapter);
            assertThat(read(adapted.values("q.weight"))).containsExactly(3, 5, 22, 3, 27, 6);
            assertThat(read(adapted.values("square.weight")))
                    .isEqualTo(
                            flag.equals("true")
                                    ? new float[] {2, 6, 4, 8}
                                    : new float[] {2, 4, 6, 8});
        }
    }

    @Test
    void embeddingsGetTheTransposedProduct() {
        var base = base().with(DType.F32, "embed.weight", Shape.of(3, 2), 0, 0, 0, 0, 0, 1);
        var adapter =
                TestAdapter.of("\"r\": 1, \"lora_alpha\": 1")
                        .with("embed.lora_embedding_A", Shape.of(1, 3), 1, 2, 3)
                        .with("embed.lora_embedding_B", Shape.of(2, 1), 10, 100);
        assertThat(values(base, adapter, "embed.weight"))
                .containsExactly(10, 100, 20, 200, 30, 301);
    }

    @Test
    void convolutionsAreMatricesOfTheirFlattenedKernels() {
        var base =
                base().with(DType.F32, "c.weight", Shape.of(2, 1, 1, 2), 0, 0, 0, 0)
                        .with(DType.F32, "point.weight", Shape.of(1, 2, 1, 1), 0, 0);
        var adapter =
                TestAdapter.of("\"r\": 1, \"lora_alpha\": 1")
                        .with("c.lora_A.weight", Shape.of(1, 1, 1, 2), 3, 4)
                        .with("c.lora_B.weight", Shape.of(2, 1, 1, 1), 1, 10)
                        .with("point.lora_A.weight", Shape.of(1, 2, 1, 1), 5, 6)
                        .with("point.lora_B.weight", Shape.of(1, 1, 1, 1), 2);
        assertThat(values(base, adapter, "c.weight")).containsExactly(3, 4, 30, 40);
        assertThat(values(base, adapter, "point.weight")).containsExactly(10, 12);
    }

    @Test
    void fullTensorsOfTheAdapterTakeThePlaceOfTheBases() {
        var base =
                base().with(DType.BF16, "head.weight", Shape.of(1, 2), 1, 2)
                        .with(DType.F32, "q.bias", Shape.of(1), 1)
                        .with(DType.F32, "embed.weight", Shape.of(2, 1), 1, 2)
                        .with(DType.F32, "other", Shape.of(1), 7);
        var adapter =
                TestAdapter.of(RANK_TWO)
                        .with("head.modules_to_save.weight", Shape.of(1, 2), 0.1f, 8)
                        .with("q.base_layer.bias", Shape.of(1), 5)
                        .with("embed.weight", Shape.of(3, 1), 1, 2, 3);
        Checkpoint adapted = open(base, adapter);
        assertThat(read(adapted.values("head.weight"))).containsExactly(0.1f, 8);
        assertThat(adapted.info("head.weight").orElseThrow().dtype()).isEqualTo(DType.BF16);
        assertThat(adapted.tensor("head.weight").floats())
                .containsExactly(Floats.round(DType.BF16, 0.1f), 8);
        assertThat(adapted.values("q.bias").stored()).isPresent();
        assertThat(read(adapted.values("q.bias"))).containsExactly(5);
        assertThat(adapted.info("embed.weight").orElseThrow().shape()).isEqualTo(Shape.of(3, 1));
        assertThat(read(adapted.values("embed.weight"))).containsExactly(1, 2, 3);
        assertThat(adapted.tensor("other").floats()).containsExactly(7);
    }

    @Test
    void aBiasOfBIsScaledAndAddedToThatOfTheModule() {
        var base =
                base().with(DType.F32, "q.weight", Shape.of(2, 1), 0, 0)
                        .with(DType.F32, "q.bias", Shape.of(2), 1, 2);
        var adapter =
                TestAdapter.of("\"r\": 1, \"lora_alpha\": 3, \"lora_bias\": true")
                        .with("q.lora_A.weight", Shape.of(1, 1), 1)
                        .with("q.lora_B.weight", Shape.of(2, 1), 1, 2)
                        .with("q.lora_B.bias", Shape.of(2), 10, 20);
        Checkpoint adapted = open(base, adapter);
        assertThat(read(adapted.values("q.weight"))).containsExactly(3, 6);
        assertThat(read(adapted.values("q.bias"))).containsExactly(31, 62);
    }

    @Test
    void aBaseSavedWithoutOrWithItsOutermostModuleIsFound() {
        var without = base().with(DType.F32, "h.0.q.weight", Shape.of(1, 1), 1);
        var with = base().with(DType.F32, "bert.transformer.h.0.q.weight", Shape.of(1, 1), 1);
        var adapter =
                TestAdapter.of("\"r\": 1, \"lora_alpha\": 1")
                        .with("transformer.h.0.q.lora_A.weight", Shape.of(1, 1), 3)
                        .with("transformer.h.0.q.lora_B.weight", Shape.of(1, 1), 2);
        assertThat(values(without, adapter, "h.0.q.weight")).containsExactly(7);
        assertThat(values(with, adapter, "bert.transformer.h.0.q.weight")).containsExactly(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 16})
    void blocksAtAnyOffsetGiveTheBitsOfTheWholeTensor(int rank) {
        int rows = 13;
        int columns = 207;
        Checkpoint adapted = randomAdapted(rank, rows, columns, DType.BF16);
        FloatTensor tensor = adapted.values("q.weight");
        float[] whole = read(tensor);
        RandomGenerator random = random(5);
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(whole.length);
            int count = random.nextInt(whole.length - from + 1);
            float[] block = new float[count];
            tensor.read(from, block, count);
            assertThat(block).isEqualTo(Arrays.copyOfRange(whole, from, from + count));
        }
        float[] asSource = new float[whole.length];
        adapted.read("q.weight", MemorySegment.ofArray(asSource));
        assertThat(asSource).isEqualTo(whole);
    }

    @Test
    void valuesAreTheCorrectlyRoundedOnes() {
        int rank = 16;
        int rows = 9;
        int columns = 1030;
        float[] w = floats(1, rows * columns, DType.BF16);
        float[] a = floats(2, rank * columns, DType.F32);
        float[] b = floats(3, rows * rank, DType.F32);
        float[] found = read(randomAdapted(rank, rows, columns, DType.BF16).values("q.weight"));
        var scale = new BigDecimal("0.75"); // 12 / 16
        for (int i = 0; i < found.length; i++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int k = 0; k < rank; k++) {
                var term = new BigDecimal(b[i / columns * rank + k]);
                sum = sum.add(term.multiply(new BigDecimal(a[k * columns + i % columns])));
            }
            float exact = new BigDecimal(w[i]).add(scale.multiply(sum)).floatValue();
            assertThat(found[i]).isEqualTo(exact);
        }
    }

    private Checkpoint randomAdapted(int rank, int rows, int columns, DType dtype) {
        var base =
                base().with(
                                dtype,
                                "q.weight",
                                Shape.of(rows, columns),
                                floats(1, rows * columns, dtype));
        var adapter =
                TestAdapter.of("\"r\": " + rank + ", \"lora_alpha\": 12")
                        .with(
                                "q.lora_A.weight",
                                Shape.of(rank, columns),
                                floats(2, rank * columns, DType.F32))
                        .with(
                                "q.lora_B.weight",
                                Shape.of(rows, rank),
                                floats(3, rows * rank, DType.F32));
        return open(base, adapter);
    }

    private static float[] floats(long seed, int count, DType dtype) {
        RandomGenerator random = random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = Floats.round(dtype, random.nextFloat() - 0.5f);
        }
        return values;
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static TestAdapter base() {
        return TestAdapter.ofConfig("");
    }

    private float[] values(TestAdapter base, TestAdapter adapter, String name) {
        return read(open(base, adapter).values(name));
    }

    private final List<Checkpoint> opened = new ArrayList<>();

    private Checkpoint open(TestAdapter base, TestAdapter adapter) {
        files++;
        Checkpoint checkpoint =
                Checkpoints.open(base.write(folder.resolve("base" + files + ".safetensors")));
        opened.add(checkpoint);
        opened.add(
                AdaptedCheckpoint.open(checkpoint, adapter.writeTo(folder.resolve("a" + files))));
        return opened.getLast();
    }

    @AfterEach
    void close() {
        opened.reversed().forEach(Checkpoint::close);
    }

    static float[] read(FloatTensor tensor) {
        float[] values = new float[(int) tensor.info().shape().elements()];
        tensor.read(0, values, values.length);
        return values;
    }
}
