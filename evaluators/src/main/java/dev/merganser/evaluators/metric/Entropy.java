package dev.merganser.evaluators.metric;

import java.util.Set;

/**
 * The entropy −Σ p·ln p of an item's softmax probabilities, in nats. It needs no labels: a merged
 * model that is sure of itself is often right.
 *
 * <p>Source: E. Yang, Z. Wang, L. Shen, S. Liu, G. Guo, X. Wang, D. Tao, "AdaMerging: adaptive
 * model merging for multi-task learning", ICLR 2024 (arXiv:2310.02575).
 */
public final class Entropy implements Metric<ClassPredictions> {

    @Override
    public String name() {
        return "entropy";
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public Class<ClassPredictions> predictions() {
        return ClassPredictions.class;
    }

    @Override
    public Set<Need> needs() {
        return Set.of();
    }

    @Override
    public float[] contributions(ClassPredictions predictions) {
        return predictions.scores((logits, _) -> (float) of(logits));
    }

    private static double of(float[] logits) {
        double entropy = 0;
        for (double log : Softmax.logs(Softmax.doubles(logits))) {
            entropy -= StrictMath.exp(log) * log;
        }
        return entropy;
    }
}
