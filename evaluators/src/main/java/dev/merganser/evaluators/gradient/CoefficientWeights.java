package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.vector.LinearWeights;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The weights θ(c) of a model in the memory of tensors. Owns the memory until closed; while they
 * are set nothing may run with them.
 */
public final class CoefficientWeights implements AutoCloseable {

    private final LinearWeights weights;
    private final List<String> changing;
    private final NamedFloats floats;
    private double[] coefficients;

    /** The weights where all coefficients are 0. */
    public CoefficientWeights(SessionFactory factory, SegmentedModel model, LinearWeights weights) {
        this.weights = weights;
        this.changing =
                model.weights().stream().map(Tensor::name).filter(weights::changes).toList();
        this.coefficients = new double[weights.coefficients()];
        this.floats = new NamedFloats(factory);
        try {
            for (Tensor weight : model.weights()) {
                weights.write(
                        weight.name(), coefficients, floats.add(weight.name(), weight.shape()));
            }
        } catch (RuntimeException e) {
            floats.close();
            throw e;
        }
    }

    /**
     * Writes the weights of other coefficients.
     *
     * @param all does the same for all tensors given, in any order or at once
     */
    public void set(double[] newCoefficients, BulkWork all) {
        requireFinite(newCoefficients);
        if (Arrays.equals(newCoefficients, coefficients)) {
            return;
        }
        double[] copy = newCoefficients.clone();
        coefficients = new double[0]; // of no use where writing fails
        all.forEach(changing, name -> weights.write(name, copy, floats.memory(name)));
        coefficients = copy;
    }

    /** How work on many things is done. */
    @FunctionalInterface
    public interface BulkWork {
        void forEach(List<String> things, Consumer<String> work);
    }

    private void requireFinite(double[] given) {
        if (given.length != weights.coefficients()) {
            throw new IllegalArgumentException(
                    "There must be %d coefficients, found %d"
                            .formatted(weights.coefficients(), given.length));
        }
        for (int j = 0; j < given.length; j++) {
            if (!Double.isFinite(given[j])) {
                throw new IllegalArgumentException(
                        "Coefficients must be finite, but number %d is %s"
                                .formatted(j + 1, given[j]));
            }
        }
    }

    /** The tensors by name; they change with the coefficients. */
    public Map<String, Value> values() {
        return floats.values();
    }

    @Override
    public void close() {
        floats.close();
    }
}
