package dev.merganser.evaluators.metric;

/**
 * Peak signal-to-noise ratio of an item in decibels, 10·log₁₀(peak² / mean squared error); the
 * metric is the mean over items. An error below 10⁻¹⁰ of peak² counts as that: 100 dB at most.
 */
public final class SignalToNoise implements Metric<Reconstructions> {

    private static final double SMALLEST = 1e-10;

    @Override
    public String name() {
        return "psnr";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public Class<Reconstructions> predictions() {
        return Reconstructions.class;
    }

    @Override
    public float[] contributions(Reconstructions predictions) {
        double peak = predictions.peak() * predictions.peak();
        return predictions.scores(
                error -> -10 * StrictMath.log10(Math.max(error / peak, SMALLEST)));
    }
}
