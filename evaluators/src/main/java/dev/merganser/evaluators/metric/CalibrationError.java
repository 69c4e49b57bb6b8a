package dev.merganser.evaluators.metric;

import java.util.Arrays;

/**
 * Expected calibration error: items are put into 15 bins of equal width by their confidence, the
 * largest softmax probability; the error is the mean over items of |accuracy − mean confidence| of
 * their bin. Contributions are jackknife pseudo-values.
 *
 * <p>Source: C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of modern neural networks",
 * ICML 2017 (arXiv:1706.04599).
 */
public final class CalibrationError implements Metric<ClassPredictions> {

    private static final int BINS = 15;

    @Override
    public String name() {
        return "ece";
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
    public float[] contributions(ClassPredictions predictions) {
        FiniteItems finite = predictions.finite();
        int count = finite.count();
        int[] bin = new int[count];
        double[] gap = new double[count];
        double[] gaps = new double[BINS];
        int at = 0;
        for (int item : finite.places()) {
            double confidence = confidence(predictions.logits()[item]);
            int predicted = Accuracy.largest(predictions.logits()[item]);
            bin[at] = bin(confidence);
            gap[at] = (predicted == predictions.labels()[item] ? 1 : 0) - confidence;
            gaps[bin[at]] += gap[at];
            at++;
        }
        return finite.jackknife(total(gaps) / count, without(bin, gap, gaps));
    }

    private static double[] without(int[] bin, double[] gap, double[] gaps) {
        double total = total(gaps);
        double[] without = new double[gap.length];
        for (int i = 0; i < gap.length; i++) {
            double here = gaps[bin[i]];
            without[i] = (total - Math.abs(here) + Math.abs(here - gap[i])) / (gap.length - 1);
        }
        return without;
    }

    private static double total(double[] gaps) {
        return Arrays.stream(gaps).map(Math::abs).sum();
    }

    private static double confidence(float[] logits) {
        double[] logs = Softmax.logs(Softmax.doubles(logits));
        return StrictMath.exp(logs[Softmax.largest(logs)]);
    }

    /** Bins are open below and closed above, as in the paper. */
    private static int bin(double confidence) {
        return Math.min(BINS - 1, Math.max(0, (int) Math.ceil(confidence * BINS) - 1));
    }
}
