package dev.merganser.evaluators.task;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * A frozen linear classifier on features: {@code logits = weight · features + bias}. It belongs to
 * its task and stays outside every merge, as in AdaMerging (arXiv:2310.02575).
 */
public final class LinearHead {

    private final int classes;
    private final int hidden;
    private final float[] weight;
    private final float[] bias;

    private LinearHead(int classes, int hidden, float[] weight, float[] bias) {
        this.classes = classes;
        this.hidden = hidden;
        this.weight = weight;
        this.bias = bias;
    }

    /**
     * A head from its parts.
     *
     * @param weight {@code [classes, hidden]}, row-major
     * @param bias {@code [classes]}
     */
    public static LinearHead of(float[] weight, float[] bias) {
        if (bias.length < 1 || weight.length < 1 || weight.length % bias.length != 0) {
            throw new IllegalArgumentException(
                    "A head needs a weight [classes, hidden] and a bias [classes], found %d and %d values"
                            .formatted(weight.length, bias.length));
        }
        return new LinearHead(
                bias.length, weight.length / bias.length, weight.clone(), bias.clone());
    }

    /** Reads the tensors {@code weight} [classes, hidden] and {@code bias} [classes]. */
    public static LinearHead of(Checkpoint checkpoint) {
        Shape shape = shape(checkpoint, "weight", 2);
        long classes = shape.dims().get(0);
        if (!shape(checkpoint, "bias", 1).dims().equals(List.of(classes)) || classes < 1) {
            throw new BadDataException(
                    "%s: the head's 'bias' must be [%d] to fit its 'weight' %s, found %s."
                            .formatted(
                                    checkpoint.path(),
                                    classes,
                                    shape,
                                    shape(checkpoint, "bias", 1)));
        }
        return of(values(checkpoint, "weight"), values(checkpoint, "bias"));
    }

    private static Shape shape(Checkpoint checkpoint, String name, int rank) {
        TensorInfo info =
                checkpoint
                        .info(name)
                        .orElseThrow(
                                () ->
                                        new BadDataException(
                                                "%s: a head needs a tensor '%s', but has %s."
                                                        .formatted(
                                                                checkpoint.path(),
                                                                name,
                                                                names(checkpoint))));
        if (info.shape().rank() != rank || !info.dtype().isFloat() || info.shape().elements() < 1) {
            throw new BadDataException(
                    "%s: the head's '%s' must be a float tensor with %d dimensions, found %s %s."
                            .formatted(checkpoint.path(), name, rank, info.dtype(), info.shape()));
        }
        return info.shape();
    }

    private static List<String> names(Checkpoint checkpoint) {
        return checkpoint.tensors().stream().map(TensorInfo::name).limit(8).toList();
    }

    private static float[] values(Checkpoint checkpoint, String name) {
        long elements = checkpoint.info(name).orElseThrow().shape().elements();
        float[] values = new float[Math.toIntExact(elements)];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(elements * Float.BYTES, Float.BYTES);
            checkpoint.read(name, out);
            MemorySegment.copy(out, ValueLayout.JAVA_FLOAT, 0, values, 0, values.length);
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new BadDataException(
                        "%s: the head's '%s' must be finite, found %s."
                                .formatted(checkpoint.path(), name, value));
            }
        }
        return values;
    }

    public int classes() {
        return classes;
    }

    /** How many features it takes. */
    public int hidden() {
        return hidden;
    }

    /**
     * Computes the logits of one item; sums run over the features in order, four partial sums added
     * pairwise, so that the same features give the same bits.
     *
     * @param features {@code [items, hidden]}, native order
     * @param item which row
     * @param logits out, {@code [classes]}
     */
    public void logits(MemorySegment features, long item, float[] logits) {
        float[] row = new float[hidden];
        MemorySegment.copy(
                features, ValueLayout.JAVA_FLOAT, item * hidden * Float.BYTES, row, 0, hidden);
        for (int c = 0; c < classes; c++) {
            logits[c] = bias[c] + dot(row, c * hidden);
        }
    }

    /** The logits of features in double. */
    double[] logits(double[] features) {
        double[] logits = new double[classes];
        for (int c = 0; c < classes; c++) {
            logits[c] = bias[c];
            for (int h = 0; h < hidden; h++) {
                logits[c] += weight[c * hidden + h] * features[h];
            }
        }
        return logits;
    }

    /** The gradient of features from that of their logits, in double. */
    double[] transposed(double[] gradient) {
        double[] features = new double[hidden];
        for (int c = 0; c < classes; c++) {
            for (int h = 0; h < hidden; h++) {
                features[h] += weight[c * hidden + h] * gradient[c];
            }
        }
        return features;
    }

    private float dot(float[] row, int at) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < hidden; i += 4) {
            a += row[i] * weight[at + i];
            b += row[i + 1] * weight[at + i + 1];
            c += row[i + 2] * weight[at + i + 2];
            d += row[i + 3] * weight[at + i + 3];
        }
        for (; i < hidden; i++) {
            a += row[i] * weight[at + i];
        }
        return (a + b) + (c + d);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LinearHead head
                && Arrays.equals(weight, head.weight)
                && Arrays.equals(bias, head.bias);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(weight) + Arrays.hashCode(bias);
    }
}
