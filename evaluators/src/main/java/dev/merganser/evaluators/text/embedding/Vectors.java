package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The vectors of texts by one candidate. For one thread. */
final class Vectors {

    /** What a length of almost 0 is divided by instead. */
    static final double SHORTEST = 1e-12;

    private final EmbeddedTexts texts;
    private final float[][] byRow;

    Vectors(EmbeddedTexts texts) {
        this.texts = texts;
        byRow = new float[texts.rows().count()][];
    }

    /** Takes what the graph gave for some rows. */
    void take(Batch batch, Output output) {
        long hidden = output.shape().dims().getLast();
        long perRow = output.shape().elements() / batch.count();
        float[] tokens = new float[Math.toIntExact(perRow)];
        for (int r = 0; r < batch.count(); r++) {
            int row = batch.rows()[r];
            MemorySegment.copy(
                    output.floats(),
                    ValueLayout.JAVA_FLOAT,
                    r * perRow * Float.BYTES,
                    tokens,
                    0,
                    tokens.length);
            byRow[row] = vector(tokens, texts.lengths()[row], (int) hidden);
        }
    }

    private float[] vector(float[] tokens, int count, int hidden) {
        double[] pooled = new double[hidden];
        texts.pooling().orElse(Pooling.CLS).pool(tokens, count, pooled);
        double length = texts.normalize() ? Math.max(SHORTEST, length(pooled)) : 1;
        float[] vector = new float[hidden];
        for (int h = 0; h < hidden; h++) {
            vector[h] = (float) (pooled[h] / length);
        }
        return vector;
    }

    static double length(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    /** The product of the vectors of two texts: their cosine where vectors are normalized. */
    double similarity(int first, int second) {
        return product(byRow[texts.rowOfText()[first]], byRow[texts.rowOfText()[second]]);
    }

    /** Four sums side by side, which the processor adds at once. */
    static double product(float[] a, float[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int whole = a.length & ~3;
        for (int i = 0; i < whole; i += 4) {
            s0 += (double) a[i] * b[i];
            s1 += (double) a[i + 1] * b[i + 1];
            s2 += (double) a[i + 2] * b[i + 2];
            s3 += (double) a[i + 3] * b[i + 3];
        }
        for (int i = whole; i < a.length; i++) {
            s0 += (double) a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
