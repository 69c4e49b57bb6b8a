package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.evaluators.task.Reading.Place;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * InfoNCE of pairs (a, b), scaled to a length of 1: with s(i, j) = a_i · b_j / T the mean of −ln
 * softmax_j s(i, ·) at i and −ln softmax_j s(·, i) at i. Counterexamples are the partners of the
 * other items of the batch that are not known to go with an item themselves.
 *
 * <p>Source: A. van den Oord, Y. Li, O. Vinyals, "Representation learning with contrastive
 * predictive coding" (arXiv:1807.03748); both ways as in A. Radford et al. (arXiv:2103.00020).
 *
 * @param output the graph's output that is read
 * @param items pairs
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record ContrastiveLoss(
        String output, Reading reading, int[] items, double temperature, double factor)
        implements BatchLoss {

    @Override
    public Set<String> values() {
        return Set.of(output);
    }

    @Override
    public double backward(
            Batch batch, Map<String, Output> values, Map<String, MemorySegment> cotangents) {
        Output given = Objects.requireNonNull(values.get(output));
        var vectors = new BatchVectors(reading, batch);
        List<UnitVector> anchors = read(vectors, given, 0);
        List<UnitVector> partners = read(vectors, given, 1);
        double[][] scores = products(anchors, partners);
        double[][] gradient = new double[items.length][items.length];
        double loss = oneWay(scores, gradient, false) + oneWay(transposed(scores), gradient, true);
        MemorySegment into = cotangents.get(output);
        if (into != null) {
            double[][] forAnchors = times(gradient, partners);
            double[][] forPartners = times(transposed(gradient), anchors);
            for (int i = 0; i < items.length; i++) {
                double[] first = anchors.get(i).pulled(forAnchors[i]);
                double[] second = partners.get(i).pulled(forPartners[i]);
                vectors.pull(first, given, place(items[i], 0), into);
                vectors.pull(second, given, place(items[i], 1), into);
            }
        }
        return factor * loss / 2;
    }

    private List<UnitVector> read(BatchVectors vectors, Output given, int which) {
        return Arrays.stream(items)
                .mapToObj(item -> UnitVector.of(vectors.read(given, place(item, which))))
                .toList();
    }

    private Place place(int item, int which) {
        List<Place> places = reading.places(item);
        return places.get(which);
    }

    /** Products over the temperature. */
    private double[][] products(List<UnitVector> rows, List<UnitVector> columns) {
        double[][] products = new double[items.length][items.length];
        for (int i = 0; i < items.length; i++) {
            for (int j = 0; j < items.length; j++) {
                products[i][j] = rows.get(i).product(columns.get(j)) / temperature;
            }
        }
        return products;
    }

    /**
     * The loss of finding each row's partner among its columns.
     *
     * @param gradient of the scores, added to
     * @param back whether rows are partners and columns anchors, other than in the gradient
     */
    private double oneWay(double[][] scores, double[][] gradient, boolean back) {
        double loss = 0;
        for (int i = 0; i < items.length; i++) {
            Distribution found = Distribution.of(masked(scores[i], i, back), 1);
            loss -= found.logs()[i];
            for (int j = 0; j < items.length; j++) {
                double slope = found.probabilities()[j] - (i == j ? 1 : 0);
                gradient[back ? j : i][back ? i : j] += slope;
            }
        }
        return loss;
    }

    /** The scores with −∞ for what is neither the partner nor a counterexample. */
    private double[] masked(double[] scores, int i, boolean back) {
        double[] masked = scores.clone();
        for (int j = 0; j < masked.length; j++) {
            int anchor = items[back ? j : i];
            int partner = items[back ? i : j];
            if (i != j && reading.suits(anchor, partner)) {
                masked[j] = Double.NEGATIVE_INFINITY;
            }
        }
        return masked;
    }

    private static double[][] transposed(double[][] square) {
        double[][] transposed = new double[square.length][square.length];
        for (int i = 0; i < square.length; i++) {
            for (int j = 0; j < square.length; j++) {
                transposed[j][i] = square[i][j];
            }
        }
        return transposed;
    }

    /** The gradient of the vectors on one side. */
    private double[][] times(double[][] gradient, List<UnitVector> others) {
        double[][] product = new double[items.length][others.getFirst().direction().length];
        double scale = factor / (2 * temperature);
        for (int i = 0; i < items.length; i++) {
            for (int j = 0; j < items.length; j++) {
                double[] other = others.get(j).direction();
                for (int h = 0; h < other.length; h++) {
                    product[i][h] += scale * gradient[i][j] * other[h];
                }
            }
        }
        return product;
    }
}
