package dev.merganser.optimizer.coefficient;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The coefficients that are learned, and how they are genes.
 *
 * @param coefficients one for each, in order
 * @param models names of the experts, in the order of the merge
 */
public record CoefficientSpace(List<Coefficient> coefficients, List<String> models) {

    public CoefficientSpace {
        coefficients = List.copyOf(coefficients);
        models = List.copyOf(models);
    }

    /**
     * One coefficient.
     *
     * @param model which expert's vectors it multiplies, counted from 0
     * @param group which tensors, counted from 0; coefficients of one group differ by model or part
     * @param part which part of those tensors, where they are divided; else 0
     * @param gene its gene
     * @param low its value where the gene is 0
     * @param high its value where the gene is 1
     * @param norm Euclidean norm of what it multiplies; 0 while it is not known
     */
    public record Coefficient(
            int model, int group, int part, int gene, double low, double high, double norm) {

        public Coefficient {
            if (!(low < high)) {
                throw new IllegalArgumentException(
                        "A coefficient must have a range, found [" + low + ", " + high + "]");
            }
        }

        private Coefficient withNorm(double known) {
            return new Coefficient(model, group, part, gene, low, high, known);
        }
    }

    /** How many coefficients. */
    public int size() {
        return coefficients.size();
    }

    /** The same once it is known what the coefficients multiply. */
    public CoefficientSpace withNorms(double[] norms) {
        return new CoefficientSpace(
                IntStream.range(0, size())
                        .mapToObj(i -> coefficients.get(i).withNorm(norms[i]))
                        .toList(),
                models);
    }
}
