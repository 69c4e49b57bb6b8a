package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.task.Reading.Place;

import java.util.function.Function;

/** A loss of the vector at one place, with its gradient. */
interface PlaceLoss {

    /**
     * Computes the loss.
     *
     * @param gradient out, as long as the vector, zeros at first
     */
    double of(double[] vector, Place place, double[] gradient);

    /** Whether it looks at a place. */
    default boolean counts(Place place) {
        return true;
    }

    /** H = −Σ p ln p of p = softmax(z); ∂H/∂z = −p (ln p + H). */
    static PlaceLoss entropy() {
        return (logits, _, gradient) -> {
            Distribution p = Distribution.of(logits, 1);
            double entropy = p.entropy();
            for (int c = 0; c < logits.length; c++) {
                double share = p.probabilities()[c];
                gradient[c] = share == 0 ? 0 : -share * (p.logs()[c] + entropy);
            }
            return entropy;
        };
    }

    /** −ln p of the most likely class. */
    static PlaceLoss pseudoLabel() {
        return (logits, _, gradient) ->
                crossEntropy(logits, Distribution.largest(logits), gradient);
    }

    /** −ln p of the label. */
    static PlaceLoss label() {
        return new PlaceLoss() {
            @Override
            public double of(double[] logits, Place place, double[] gradient) {
                return crossEntropy(logits, place.label(), gradient);
            }

            @Override
            public boolean counts(Place place) {
                return place.label() >= 0;
            }
        };
    }

    /** ∂(−ln p_k)/∂z = p − e_k. */
    private static double crossEntropy(double[] logits, int label, double[] gradient) {
        Distribution p = Distribution.of(logits, 1);
        for (int c = 0; c < logits.length; c++) {
            gradient[c] = p.probabilities()[c] - (c == label ? 1 : 0);
        }
        return -p.logs()[label];
    }

    /** T² Σ q ln(q / p) of p = softmax(z / T), q the teacher's; its gradient is T (p − q). */
    static PlaceLoss divergence(Function<Place, double[]> teacher, double temperature) {
        return (logits, place, gradient) -> {
            Distribution p = Distribution.of(logits, temperature);
            Distribution taught = Distribution.of(teacher.apply(place), temperature);
            double divergence = 0;
            for (int c = 0; c < logits.length; c++) {
                double q = taught.probabilities()[c];
                divergence += q == 0 ? 0 : q * (taught.logs()[c] - p.logs()[c]);
                gradient[c] = temperature * (p.probabilities()[c] - q);
            }
            return temperature * temperature * divergence;
        };
    }

    /** ½ |v − u|², which is 1 − cosine where both are as long as 1. */
    static PlaceLoss distance(Function<Place, double[]> teacher) {
        return (vector, place, gradient) -> {
            double[] taught = teacher.apply(place);
            double squared = 0;
            for (int h = 0; h < vector.length; h++) {
                gradient[h] = vector[h] - taught[h];
                squared += gradient[h] * gradient[h];
            }
            return squared / 2;
        };
    }

    /** The same where the most likely class is the teacher's, elsewhere ln(classes). */
    default PlaceLoss agreeing(Function<Place, double[]> teacher) {
        return (logits, place, gradient) ->
                Distribution.largest(logits) == Distribution.largest(teacher.apply(place))
                        ? of(logits, place, gradient)
                        : disagreement(logits);
    }

    /** NaN where the logits are. */
    private static double disagreement(double[] logits) {
        double sum = 0;
        for (double logit : logits) {
            sum += logit * 0;
        }
        return StrictMath.log(logits.length) + sum;
    }
}
