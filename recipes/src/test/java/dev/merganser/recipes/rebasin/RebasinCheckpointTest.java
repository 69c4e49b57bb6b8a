package dev.merganser.recipes.rebasin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Experts whose units and heads were permuted by hand, tensor by tensor, are put back. */
class RebasinCheckpointTest {

    private static final int HIDDEN = 12;
    private static final int HEADS = 6;
    private static final int SIZE = 2;
    private static final int UNITS = 20;
    private static final int[] HEAD_ORDER = {2, 0, 5, 1, 4, 3};
    private static final int[] UNIT_ORDER =
            IntStream.range(0, UNITS).map(i -> (7 * i + 3) % UNITS).toArray();

    @TempDir private Path folder;

    /**
     * Which order the rows or columns of a tensor follow, from where on, in blocks of what size.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Move(String tensor, boolean columns, int from, int size, int[] order) {}

    enum Names {
        /** Three query heads share each of two heads of keys and values; no biases. */
        LLAMA {
            @Override
            void shapes(Map<String, Shape> shapes) {
                shapes.put("model.layers.0.self_attn.q_proj.weight", Shape.of(12, HIDDEN));
                shapes.put("model.layers.0.self_attn.k_proj.weight", Shape.of(4, HIDDEN));
                shapes.put("model.layers.0.self_attn.v_proj.weight", Shape.of(4, HIDDEN));
                shapes.put("model.layers.0.self_attn.o_proj.weight", Shape.of(HIDDEN, 12));
                shapes.put("model.layers.0.self_attn.q_norm.weight", Shape.of(SIZE));
                shapes.put("model.layers.0.mlp.gate_proj.weight", Shape.of(UNITS, HIDDEN));
                shapes.put("model.layers.0.mlp.up_proj.weight", Shape.of(UNITS, HIDDEN));
                shapes.put("model.layers.0.mlp.down_proj.weight", Shape.of(HIDDEN, UNITS));
            }

            @Override
            List<Move> moves() {
                int[] heads = {4, 3, 5, 1, 2, 0};
                int[] shared = {1, 0};
                String layer = "model.layers.0.";
                return List.of(
                        new Move(layer + "self_attn.q_proj.weight", false, 0, SIZE, heads),
                        new Move(layer + "self_attn.k_proj.weight", false, 0, SIZE, shared),
                        new Move(layer + "self_attn.v_proj.weight", false, 0, SIZE, shared),
                        new Move(layer + "self_attn.o_proj.weight", true, 0, SIZE, heads),
                        new Move(layer + "mlp.gate_proj.weight", false, 0, 1, UNIT_ORDER),
                        new Move(layer + "mlp.up_proj.weight", false, 0, 1, UNIT_ORDER),
                        new Move(layer + "mlp.down_proj.weight", true, 0, 1, UNIT_ORDER));
            }
        },
        /** Biases, and matrices as [in, out]; query, key and value in one. */
        GPT2 {
            @Override
            void shapes(Map<String, Shape> shapes) {
                shapes.put("h.0.attn.c_attn.weight", Shape.of(HIDDEN, 3L * HIDDEN));
                shapes.put("h.0.attn.c_attn.bias", Shape.of(3L * HIDDEN));
                shapes.put("h.0.attn.c_proj.weight", Shape.of(HIDDEN, HIDDEN));
                shapes.put("h.0.attn.c_proj.bias", Shape.of(HIDDEN));
                shapes.put("h.0.mlp.c_fc.weight", Shape.of(HIDDEN, UNITS));
                shapes.put("h.0.mlp.c_fc.bias", Shape.of(UNITS));
                shapes.put("h.0.mlp.c_proj.weight", Shape.of(UNITS, HIDDEN));
                shapes.put("h.0.mlp.c_proj.bias", Shape.of(HIDDEN));
            }

            @Override
            List<Move> moves() {
                return List.of(
                        new Move("h.0.attn.c_attn.weight", true, 0, SIZE, HEAD_ORDER),
                        new Move("h.0.attn.c_attn.weight", true, HIDDEN, SIZE, HEAD_ORDER),
                        new Move("h.0.attn.c_attn.weight", true, 2 * HIDDEN, SIZE, HEAD_ORDER),
                        new Move("h.0.attn.c_attn.bias", true, 0, SIZE, HEAD_ORDER),
                        new Move("h.0.attn.c_attn.bias", true, HIDDEN, SIZE, HEAD_ORDER),
                        new Move("h.0.attn.c_attn.bias", true, 2 * HIDDEN, SIZE, HEAD_ORDER),
                        new Move("h.0.attn.c_proj.weight", false, 0, SIZE, HEAD_ORDER),
                        new Move("h.0.mlp.c_fc.weight", true, 0, 1, UNIT_ORDER),
                        new Move("h.0.mlp.c_fc.bias", true, 0, 1, UNIT_ORDER),
                        new Move("h.0.mlp.c_proj.weight", false, 0, 1, UNIT_ORDER));
            }
        },
        /** Biases and norms; attention and MLP side by side in a layer. */
        BERT {
            @Override
            void shapes(Map<String, Shape> shapes) {
                String layer = "encoder.layer.0.";
                for (String part : List.of("query", "key", "value")) {
                    String name = layer + "attention.self." + part;
                    shapes.put(name + ".weight", Shape.of(HIDDEN, HIDDEN));
                    shapes.put(name + ".bias", Shape.of(HIDDEN));
                }
                shapes.put(layer + "attention.output.dense.weight", Shape.of(HIDDEN, HIDDEN));
                shapes.put(layer + "attention.output.dense.bias", Shape.of(HIDDEN));
                shapes.put(layer + "attention.output.LayerNorm.weight", Shape.of(HIDDEN));
                shapes.put(layer + "intermediate.dense.weight", Shape.of(UNITS, HIDDEN));
                shapes.put(layer + "intermediate.dense.bias", Shape.of(UNITS));
                shapes.put(layer + "output.dense.weight", Shape.of(HIDDEN, UNITS));
                shapes.put(layer + "output.dense.bias", Shape.of(HIDDEN));
            }

            @Override
            List<Move> moves() {
                String self = "encoder.layer.0.attention.self.";
                String layer = "encoder.layer.0.";
                return List.of(
                        new Move(self + "query.weight", false, 0, SIZE, HEAD_ORDER),
                        new Move(self + "query.bias", true, 0, SIZE, HEAD_ORDER),
                        new Move(self + "key.weight", false, 0, SIZE, HEAD_ORDER),
                        new Move(self + "key.bias", true, 0, SIZE, HEAD_ORDER),
                        new Move(self + "value.weight", false, 0, SIZE, HEAD_ORDER),
                        new Move(self + "value.bias", true, 0, SIZE, HEAD_ORDER),
                        new Move(
                                layer + "attention.output.dense.weight", true, 0, SIZE, HEAD_ORDER),
                        new Move(layer + "intermediate.dense.weight", false, 0, 1, UNIT_ORDER),
                        new Move(layer + "intermediate.dense.bias", true, 0, 1, UNIT_ORDER),
                        new Move(layer + "output.dense.weight", true, 0, 1, UNIT_ORDER));
            }
        };

        abstract void shapes(Map<String, Shape> shapes);

        abstract List<Move> moves();
    }

    @ParameterizedTest
    @EnumSource
    void permutedExpertsAreReadAsTheyWere(Names names) throws IOException {
        Map<String, float[]> base = values(names, 0, Map.of());
        Map<String, float[]> expert = values(names, 100, base);
        Map<String, float[]> permuted = new LinkedHashMap<>(expert);
        names.moves().forEach(move -> permuted.put(move.tensor(), moved(names, permuted, move)));
        try (Checkpoint ours = written(names, "base", base, true);
                Checkpoint theirs = written(names, "expert", permuted, false)) {
            Checkpoint aligned = RebasinCheckpoint.of(ours, theirs);
            int changed = 0;
            for (TensorInfo info : theirs.tensors()) {
                float[] want = expert.get(info.name());
                assertThat(read(aligned, info)).as(info.name()).isEqualTo(want);
                assertThat(aligned.tensor(info.name()).floats()).isEqualTo(want);
                changed += theirs.tensor(info.name()).floats()[0] == want[0] ? 0 : 1;
            }
            assertThat(changed).isGreaterThan(4);
        }
    }

    @Test
    void withoutAConfigurationHeadsStayAsTheyAre() throws IOException {
        Map<String, float[]> base = values(Names.BERT, 0, Map.of());
        try (Checkpoint ours = written(Names.BERT, "base", base, false)) {
            assertThat(RebasinCheckpoint.findings(new Source("base", ours)))
                    .containsExactly(
                            Finding.note(
                                    "align: rebasin matches the hidden units of 1 MLPs and the heads of 0 attentions with those of 'base'."),
                            Finding.warning(
                                    "align: rebasin leaves the heads of 1 attentions as they are: their number, or what tells them apart, is not known. Maybe a config.json with num_attention_heads is missing."));
        }
    }

    @Test
    void headsWithPositionsOfTheirOwnStayAsTheyAre() throws IOException {
        Map<String, float[]> base = values(Names.BERT, 0, Map.of());
        try (Checkpoint ours =
                written(
                        Names.BERT,
                        "base",
                        base,
                        true,
                        "encoder.layer.0.attention.self.distance_embedding.weight")) {
            assertThat(UnitFinder.in(ours).attentions()).isEmpty();
            assertThat(UnitFinder.in(ours).mlps()).hasSize(1);
        }
    }

    @Test
    void unitsWithAnUnknownTensorOfTheirLengthStayAsTheyAre() {
        var plain =
                new TestCheckpoint()
                        .with("layers.0.mlp.up.weight", DType.F32, Shape.of(5, 3), new float[15])
                        .with("layers.0.mlp.down.weight", DType.F32, Shape.of(3, 5), new float[15]);
        assertThat(UnitFinder.in(plain).mlps()).hasSize(1);
        plain.with("layers.0.mlp.scale", new float[5]);
        assertThat(UnitFinder.in(plain).mlps()).isEmpty();
    }

    @Test
    void namesThatTellNothingAreWarnedOf() {
        var graph =
                new TestCheckpoint()
                        .with("onnx::MatMul_1", DType.F32, Shape.of(2, 3), new float[6]);
        assertThat(RebasinCheckpoint.findings(new Source("g", graph)))
                .singleElement()
                .matches(finding -> finding.message().contains("so nothing is permuted"));
    }

    private static float[] read(Checkpoint checkpoint, TensorInfo info) {
        float[] values = new float[(int) info.shape().elements()];
        float[] piece = new float[7];
        for (int from = 0; from < values.length; from += piece.length) {
            int count = Math.min(piece.length, values.length - from);
            checkpoint.values(info.name()).read(from, piece, count);
            System.arraycopy(piece, 0, values, from, count);
        }
        return values;
    }

    private static Map<String, Shape> shapes(Names names) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("embed.weight", Shape.of(30, HIDDEN));
        names.shapes(shapes);
        return shapes;
    }

    private static Map<String, float[]> values(Names names, int seed, Map<String, float[]> origin) {
        Map<String, float[]> values = new LinkedHashMap<>();
        int next = seed;
        for (var entry : shapes(names).entrySet()) {
            float[] drawn = TestCheckpoint.random(next++, (int) entry.getValue().elements());
            float[] start = origin.get(entry.getKey());
            if (start != null) {
                for (int i = 0; i < drawn.length; i++) {
                    drawn[i] = start[i] + 0.1f * drawn[i];
                }
            }
            values.put(entry.getKey(), drawn);
        }
        return values;
    }

    private static float[] moved(Names names, Map<String, float[]> values, Move move) {
        float[] before = values.get(move.tensor());
        float[] after = before.clone();
        List<Long> dims = shapes(names).get(move.tensor()).dims();
        int columns = dims.getLast().intValue();
        int length = move.order().length * move.size();
        for (int i = 0; i < length; i++) {
            int from = move.from() + move.order()[i / move.size()] * move.size() + i % move.size();
            int to = move.from() + i;
            int crossing = move.columns() ? before.length / columns : columns;
            for (int other = 0; other < crossing; other++) {
                if (move.columns()) {
                    after[other * columns + to] = before[other * columns + from];
                } else {
                    after[to * columns + other] = before[from * columns + other];
                }
            }
        }
        return after;
    }

    private Checkpoint written(
            Names names,
            String model,
            Map<String, float[]> values,
            boolean configured,
            String... more)
            throws IOException {
        var checkpoint = new TestCheckpoint();
        shapes(names)
                .forEach(
                        (name, shape) -> checkpoint.with(name, DType.F32, shape, values.get(name)));
        for (String name : more) {
            checkpoint.with(name, DType.F32, Shape.of(3, SIZE), new float[3 * SIZE]);
        }
        checkpoint.writeTo(folder.resolve(model).resolve("model.safetensors"));
        String key = names == Names.GPT2 ? "n_head" : "num_attention_heads";
        Files.writeString(
                folder.resolve(model).resolve("config.json"),
                configured ? "{\"%s\": %d}".formatted(key, HEADS) : "{}");
        return Checkpoints.open(folder.resolve(model));
    }
}
