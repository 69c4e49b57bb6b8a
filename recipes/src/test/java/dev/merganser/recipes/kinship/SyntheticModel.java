package dev.merganser.recipes.kinship;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A transformer's weights, drawn at random, that can be changed without changing the model. */
record SyntheticModel(Map<String, RealMatrix> weights) implements Checkpoint {

    static final int HIDDEN = 96;
    static final int HEADS = 6;
    static final int KEY_HEADS = 2;
    static final int HEAD_DIM = 16;
    static final int UNITS = 200;
    static final int LAYERS = 4;

    /** Llama's names, with two heads for keys and values. */
    static SyntheticModel llama(long seed) {
        var random = random(seed);
        Map<String, RealMatrix> weights = new LinkedHashMap<>();
        weights.put("model.embed_tokens.weight", normal(random, 300, HIDDEN));
        for (int i = 0; i < LAYERS; i++) {
            String layer = "model.layers." + i + ".";
            weights.put(
                    layer + "self_attn.q_proj.weight", normal(random, HEADS * HEAD_DIM, HIDDEN));
            weights.put(
                    layer + "self_attn.k_proj.weight",
                    normal(random, KEY_HEADS * HEAD_DIM, HIDDEN));
            weights.put(
                    layer + "self_attn.v_proj.weight",
                    normal(random, KEY_HEADS * HEAD_DIM, HIDDEN));
            weights.put(
                    layer + "self_attn.o_proj.weight", normal(random, HIDDEN, HEADS * HEAD_DIM));
            weights.put(layer + "mlp.gate_proj.weight", normal(random, UNITS, HIDDEN));
            weights.put(layer + "mlp.up_proj.weight", normal(random, UNITS, HIDDEN));
            weights.put(layer + "mlp.down_proj.weight", normal(random, HIDDEN, UNITS));
            weights.put(layer + "input_layernorm.weight", normal(random, 1, HIDDEN).scalarAdd(9));
        }
        return new SyntheticModel(weights);
    }

    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static RealMatrix normal(RandomGenerator random, int rows, int columns) {
        var matrix = new Array2DRowRealMatrix(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.setEntry(i, j, random.nextGaussian());
            }
        }
        return matrix;
    }

    /** As a fine-tune with a task vector of this share of the base's length. */
    SyntheticModel tuned(long seed, double share) {
        var random = random(seed);
        return with(
                "",
                w ->
                        w.add(
                                normal(random, w.getRowDimension(), w.getColumnDimension())
                                        .scalarMultiply(share)));
    }

    /** Changes the weights whose name contains a text. */
    SyntheticModel with(String part, UnaryOperator<RealMatrix> change) {
        Map<String, RealMatrix> changed = new LinkedHashMap<>();
        weights.forEach((name, w) -> changed.put(name, name.contains(part) ? change.apply(w) : w));
        return new SyntheticModel(changed);
    }

    SyntheticModel scaled(double factor) {
        return with("", w -> w.scalarMultiply(factor));
    }

    /** The same model under other names; {@code transposed} as GPT-2 stores its matrices. */
    SyntheticModel renamed(Map<String, String> names, boolean transposed) {
        Map<String, RealMatrix> changed = new LinkedHashMap<>();
        weights.forEach(
                (name, w) -> {
                    String other = name;
                    for (var entry : names.entrySet()) {
                        other = other.replace(entry.getKey(), entry.getValue());
                    }
                    boolean turn = transposed && !name.contains("embed") && !name.contains("norm");
                    changed.put(other, turn ? w.transpose() : w);
                });
        return new SyntheticModel(changed);
    }

    /** Multiplies the rows of each of {@code heads} heads by a matrix of its own. */
    static RealMatrix perHead(RealMatrix weight, List<RealMatrix> heads) {
        RealMatrix changed = weight.copy();
        int times = weight.getRowDimension() / HEAD_DIM / heads.size();
        for (int head = 0; head < heads.size() * times; head++) {
            int row = head * HEAD_DIM;
            RealMatrix rows =
                    weight.getSubMatrix(
                            row, row + HEAD_DIM - 1, 0, weight.getColumnDimension() - 1);
            changed.setSubMatrix(heads.get(head / times).multiply(rows).getData(), row, 0);
        }
        return changed;
    }

    /** Locks attention: {@code R} per head on the one weight and {@code R^-T} on the other. */
    SyntheticModel locked(long seed, boolean queryKey, boolean valueOutput) {
        var random = random(seed);
        List<RealMatrix> keys = new ArrayList<>();
        for (int i = 0; i < KEY_HEADS; i++) {
            keys.add(normal(random, HEAD_DIM, HEAD_DIM));
        }
        List<RealMatrix> inverse =
                keys.stream().map(r -> MatrixUtils.inverse(r).transpose()).toList();
        var changed = this;
        if (queryKey) {
            changed = changed.with("q_proj", w -> perHead(w, keys));
            changed = changed.with("k_proj", w -> perHead(w, inverse));
        }
        if (valueOutput) {
            changed = changed.with("v_proj", w -> perHead(w, keys));
            changed = changed.with("o_proj", w -> perHead(w.transpose(), inverse).transpose());
        }
        return changed;
    }

    /** Puts the hidden units of the MLP in another order. */
    SyntheticModel permutedUnits(long seed) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < UNITS; i++) {
            order.add(i);
        }
        Collections.shuffle(order, SyntheticModel.random(seed));
        int[] rows = order.stream().mapToInt(i -> i).toArray();
        int[] all = new int[HIDDEN];
        for (int i = 0; i < HIDDEN; i++) {
            all[i] = i;
        }
        return with("gate_proj", w -> w.getSubMatrix(rows, all))
                .with("up_proj", w -> w.getSubMatrix(rows, all))
                .with("down_proj", w -> w.getSubMatrix(all, rows));
    }

    /** Puts the heads of keys and values, and those of queries with them, in reverse order. */
    SyntheticModel permutedHeads() {
        return with("q_proj", w -> reversed(w))
                .with("k_proj", w -> reversed(w))
                .with("v_proj", w -> reversed(w))
                .with("o_proj", w -> reversed(w.transpose()).transpose());
    }

    private static RealMatrix reversed(RealMatrix weight) {
        int rows = weight.getRowDimension() / KEY_HEADS;
        RealMatrix changed = weight.copy();
        int last = weight.getColumnDimension() - 1;
        for (int head = 0; head < KEY_HEADS; head++) {
            int from = (KEY_HEADS - 1 - head) * rows;
            changed.setSubMatrix(
                    weight.getSubMatrix(from, from + rows - 1, 0, last).getData(), head * rows, 0);
        }
        return changed;
    }

    /** Query, key and value of each layer as one matrix of this name. */
    SyntheticModel fused(String name) {
        Map<String, RealMatrix> changed = new LinkedHashMap<>();
        weights.forEach(
                (tensor, w) -> {
                    if (tensor.contains("q_proj")) {
                        changed.put(
                                tensor.replace("q_proj", name),
                                stacked(
                                        w,
                                        weights.get(tensor.replace("q_proj", "k_proj")),
                                        weights.get(tensor.replace("q_proj", "v_proj"))));
                    } else if (!tensor.contains("k_proj") && !tensor.contains("v_proj")) {
                        changed.put(tensor, w);
                    }
                });
        return new SyntheticModel(changed);
    }

    private static RealMatrix stacked(RealMatrix... parts) {
        int rows = 0;
        for (RealMatrix part : parts) {
            rows += part.getRowDimension();
        }
        var all = new Array2DRowRealMatrix(rows, parts[0].getColumnDimension());
        int row = 0;
        for (RealMatrix part : parts) {
            all.setSubMatrix(part.getData(), row, 0);
            row += part.getRowDimension();
        }
        return all;
    }

    @Override
    public Path path() {
        return Path.of("synthetic");
    }

    @Override
    public List<TensorInfo> tensors() {
        return weights.keySet().stream().map(name -> info(name).orElseThrow()).toList();
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return Optional.ofNullable(weights.get(name)).map(w -> info(name, w));
    }

    /** What has one row is a vector. */
    private static TensorInfo info(String name, RealMatrix w) {
        Shape shape =
                w.getRowDimension() == 1
                        ? Shape.of(w.getColumnDimension())
                        : Shape.of(w.getRowDimension(), w.getColumnDimension());
        return new TensorInfo(name, DType.F32, shape);
    }

    @Override
    public Tensor tensor(String name) {
        RealMatrix w = weights.get(name);
        int columns = w.getColumnDimension();
        float[] values = new float[w.getRowDimension() * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) w.getEntry(i / columns, i % columns);
        }
        MemorySegment data = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
        Floats.encode(DType.F32, values, 0, values.length, data, 0);
        return new Tensor(info(name, w), data);
    }

    @Override
    public void read(String name, MemorySegment out) {
        out.copyFrom(tensor(name).data());
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public void close() {}
}
