package dev.merganser.optimizer.algorithm;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The merges of two models, or of one, as points of a unit cube: a factor for each model and part
 * of it, with which all weights in it are multiplied. The cube reaches as far as no weight leaves
 * its range.
 */
final class NestedBox {

    private static final double SAME = 1e-6;

    private final WeightGenes genes;
    private final List<NestedModel> models;
    private final double[] low;
    private final double[] high;

    NestedBox(WeightGenes genes, List<NestedModel> models) {
        this.genes = genes;
        this.models = List.copyOf(models);
        this.low = new double[models.size() * genes.parts()];
        this.high = new double[low.length];
        Arrays.fill(low, Double.NEGATIVE_INFINITY);
        Arrays.fill(high, Double.POSITIVE_INFINITY);
        for (int gene = 0; gene < genes.genes(); gene++) {
            limit(gene);
        }
        limitUnused();
    }

    /** A factor may not move this gene's weight out of its range. */
    private void limit(int gene) {
        for (int model = 0; model < models.size(); model++) {
            double weight = models.get(model).weights()[gene];
            if (weight != 0) {
                int factor = factor(model, gene);
                double one = genes.low(gene) / weight;
                double other = genes.high(gene) / weight;
                low[factor] = Math.max(low[factor], Math.min(one, other));
                high[factor] = Math.min(high[factor], Math.max(one, other));
            }
        }
    }

    /** A factor of nothing is free; one that may only have one value has it. */
    private void limitUnused() {
        for (int i = 0; i < low.length; i++) {
            if (low[i] == Double.NEGATIVE_INFINITY) {
                low[i] = 0;
                high[i] = 1;
            }
            high[i] = Math.max(low[i], high[i]);
        }
    }

    private int factor(int model, int gene) {
        return model * genes.parts() + genes.part(gene);
    }

    /** How many factors there are. */
    int size() {
        return low.length;
    }

    List<NestedModel> models() {
        return models;
    }

    /** The weight of each gene at a point; 0 for experts in none of the models. */
    double[] weights(double[] point) {
        double[] weights = new double[genes.genes()];
        for (int gene = 0; gene < weights.length; gene++) {
            for (int model = 0; model < models.size(); model++) {
                int factor = factor(model, gene);
                double value = low[factor] + point[factor] * (high[factor] - low[factor]);
                weights[gene] += value * models.get(model).weights()[gene];
            }
        }
        return weights;
    }

    List<Double> genes(double[] point) {
        return genes.genes(weights(point));
    }

    /** The point of these factors, or the nearest in the box. */
    double[] point(double[] factors) {
        double[] point = new double[factors.length];
        Arrays.setAll(
                point,
                i ->
                        high[i] > low[i]
                                ? Math.clamp((factors[i] - low[i]) / (high[i] - low[i]), 0.0, 1.0)
                                : 0);
        return point;
    }

    /** The point of a gene vector; empty where it is no merge of these models. */
    Optional<double[]> find(List<Double> vector) {
        double[] point = point(factors(genes.weights(vector)));
        List<Double> found = genes(point);
        for (int i = 0; i < found.size(); i++) {
            if (Math.abs(found.get(i) - vector.get(i)) > SAME) {
                return Optional.empty();
            }
        }
        return Optional.of(point);
    }

    /** By least squares, each model's share of weights. */
    private double[] factors(double[] weights) {
        double[] product = new double[low.length];
        double[] square = new double[low.length];
        for (int gene = 0; gene < weights.length; gene++) {
            for (int model = 0; model < models.size(); model++) {
                double weight = models.get(model).weights()[gene];
                product[factor(model, gene)] += weight * weights[gene];
                square[factor(model, gene)] += weight * weight;
            }
        }
        Arrays.setAll(product, i -> square[i] > 0 ? product[i] / square[i] : 0);
        return product;
    }
}
