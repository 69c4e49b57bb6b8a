package dev.merganser.evaluators.metric;

import java.util.Set;

/**
 * The divergence Σ q·ln(q / p) of an item's softmax probabilities p from the mean q of its
 * teachers', in nats. It needs no labels.
 *
 * <p>Source: S. Kullback, R. Leibler, "On information and sufficiency", Annals of Mathematical
 * Statistics 22 (1951); as a loss of teachers G. Hinton, O. Vinyals, J. Dean (arXiv:1503.02531).
 */
public final class TeacherDivergence implements Metric<ClassPredictions> {

    @Override
    public String name() {
        return "kl_to_teachers";
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
        return Set.of(Need.TEACHERS);
    }

    @Override
    public float[] contributions(ClassPredictions predictions) {
        return predictions.taughtScores(TeacherDivergence::of);
    }

    private static double of(float[] logits, double[] teachers) {
        double[] logs = Softmax.logs(Softmax.doubles(logits));
        double divergence = 0;
        for (int c = 0; c < logs.length; c++) {
            if (teachers[c] > 0) {
                divergence += teachers[c] * (StrictMath.log(teachers[c]) - logs[c]);
            }
        }
        return Math.max(0, divergence);
    }
}
