package dev.merganser.evaluators.metric;

/**
 * The coefficient of determination 1 − Σ(predicted − true)² / Σ(true − mean of true)². True numbers
 * that are all equal measure nothing: NaN. Contributions are jackknife pseudo-values.
 *
 * <p>Source: S. Wright, "Correlation and causation", Journal of Agricultural Research 20 (1921).
 */
public final class Determination implements Metric<PairPredictions> {

    /** What is left of a sum of squares where all other values are equal, by rounding. */
    private static final double NOTHING = 1e-13;

    @Override
    public String name() {
        return "r2";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public Class<PairPredictions> predictions() {
        return PairPredictions.class;
    }

    @Override
    public float[] contributions(PairPredictions predictions) {
        Pairs pairs = Pairs.of(predictions);
        double mean = Pairs.mean(pairs.gold());
        double errors = 0;
        double spread = 0;
        for (int i = 0; i < pairs.count(); i++) {
            errors += square(pairs.predicted()[i] - pairs.gold()[i]);
            spread += square(pairs.gold()[i] - mean);
        }
        boolean constant = Pairs.isConstant(pairs.gold());
        double whole = constant ? Double.NaN : 1 - errors / spread;
        return pairs.items().jackknife(whole, without(pairs, mean, errors, spread));
    }

    private static double[] without(Pairs pairs, double mean, double errors, double spread) {
        double share = pairs.count() / (pairs.count() - 1.0);
        double[] without = new double[pairs.count()];
        for (int i = 0; i < without.length; i++) {
            double error = square(pairs.predicted()[i] - pairs.gold()[i]);
            double rest = spread - share * square(pairs.gold()[i] - mean);
            without[i] = rest > NOTHING * spread ? 1 - (errors - error) / rest : Double.NaN;
        }
        return without;
    }

    private static double square(double value) {
        return value * value;
    }
}
