package dev.merganser.evaluators.metric;

/**
 * The mean over classes of F1 = 2·TP / (2·TP + FP + FN), over the classes that occur among labels
 * or predictions; of equal logits the first counts. Contributions are jackknife pseudo-values.
 *
 * <p>Source: Y. Yang, X. Liu, "A re-examination of text categorization methods", SIGIR 1999.
 */
public final class MacroF1 implements Metric<ClassPredictions> {

    @Override
    public String name() {
        return "macro_f1";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public Class<ClassPredictions> predictions() {
        return ClassPredictions.class;
    }

    @Override
    public float[] contributions(ClassPredictions predictions) {
        FiniteItems finite = predictions.finite();
        var counts = new Counts(predictions);
        for (int item : finite.places()) {
            counts.add(item, 1);
        }
        double whole = counts.mean();
        double[] without = new double[finite.count()];
        int at = 0;
        for (int item : finite.places()) {
            counts.add(item, -1);
            without[at++] = counts.mean();
            counts.add(item, 1);
        }
        return finite.jackknife(whole, without);
    }

    /** Of each class, how often it is right, and how often it is predicted or true in all. */
    private static final class Counts {

        private final ClassPredictions predictions;
        private final int[] right;
        private final int[] named;

        Counts(ClassPredictions predictions) {
            this.predictions = predictions;
            int classes = predictions.classes();
            right = new int[classes];
            named = new int[classes];
        }

        void add(int item, int sign) {
            int predicted = Accuracy.largest(predictions.logits()[item]);
            int label = predictions.labels()[item];
            right[label] += predicted == label ? sign : 0;
            named[label] += sign;
            named[predicted] += sign;
        }

        double mean() {
            double sum = 0;
            int occurring = 0;
            for (int c = 0; c < named.length; c++) {
                if (named[c] > 0) {
                    sum += 2.0 * right[c] / named[c];
                    occurring++;
                }
            }
            return sum / occurring;
        }
    }
}
