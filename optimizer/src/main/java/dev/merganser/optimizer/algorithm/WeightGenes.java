package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Genes that are weights of experts, both ways. Where it is not known whose, each is an expert's.
 */
final class WeightGenes {

    private final List<Coefficient> byGene;
    private final List<Part> parts;

    /** What has a weight of its own: a group of tensors, or a part of each of them. */
    private record Part(int group, int part) {}

    private WeightGenes(List<Coefficient> byGene) {
        this.byGene = byGene;
        this.parts = byGene.stream().map(WeightGenes::part).distinct().toList();
    }

    static WeightGenes of(GeneLayout layout) {
        return new WeightGenes(
                layout.weights().map(WeightGenes::byGene).orElseGet(() -> numbers(layout.size())));
    }

    private static List<Coefficient> byGene(CoefficientSpace space) {
        List<Coefficient> byGene = new ArrayList<>(space.coefficients());
        space.coefficients().forEach(each -> byGene.set(each.gene(), each));
        return Collections.unmodifiableList(byGene);
    }

    private static List<Coefficient> numbers(int genes) {
        return IntStream.range(0, genes)
                .mapToObj(gene -> new Coefficient(gene, 0, 0, gene, 0, 1, 0))
                .toList();
    }

    private static Part part(Coefficient coefficient) {
        return new Part(coefficient.group(), coefficient.part());
    }

    int genes() {
        return byGene.size();
    }

    int experts() {
        return byGene.stream().mapToInt(Coefficient::model).max().orElseThrow() + 1;
    }

    /** How many weights an expert has. */
    int parts() {
        return parts.size();
    }

    int expert(int gene) {
        return byGene.get(gene).model();
    }

    /** Which weight of its expert a gene is. */
    int part(int gene) {
        return parts.indexOf(part(byGene.get(gene)));
    }

    double low(int gene) {
        return byGene.get(gene).low();
    }

    double high(int gene) {
        return byGene.get(gene).high();
    }

    /** The genes of weights, one a gene; those out of range are moved to its end. */
    List<Double> genes(double[] weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> Math.clamp((weights[i] - low(i)) / (high(i) - low(i)), 0.0, 1.0))
                .toList();
    }

    double[] weights(List<Double> genes) {
        return IntStream.range(0, genes.size())
                .mapToDouble(i -> low(i) + genes.get(i) * (high(i) - low(i)))
                .toArray();
    }
}
