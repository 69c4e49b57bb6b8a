package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class NestedBoxTest {

    private static final Offset<Double> EXACT = within(1e-12);

    /** Weights of experts in groups, group by group, all in one range. */
    static CoefficientSpace space(int experts, int groups, double low, double high) {
        List<Coefficient> coefficients = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int expert = 0; expert < experts; expert++) {
            names.add("e" + expert);
            for (int group = 0; group < groups; group++) {
                coefficients.add(
                        new Coefficient(expert, group, 0, coefficients.size(), low, high, 0));
            }
        }
        return new CoefficientSpace(coefficients, names);
    }

    private static WeightGenes genes(int experts, int groups, double low, double high) {
        return WeightGenes.of(
                GeneLayout.numbers(experts * groups)
                        .withWeights(space(experts, groups, low, high)));
    }

    private static NestedModel model(double... weights) {
        return new NestedModel(weights, Set.of(), Set.of(), 0);
    }

    @Test
    void twoExpertsReachOverTheirRangesAndTheOthersStayAtZero() {
        var box = new NestedBox(genes(3, 1, 0, 1.5), List.of(model(1, 0, 0), model(0, 0, 1)));
        assertThat(box.size()).isEqualTo(2);
        assertThat(box.weights(new double[] {1, 0.5}))
                .containsExactly(new double[] {1.5, 0, 0.75}, EXACT);
        assertThat(box.genes(new double[] {1, 0.5})).containsExactly(1.0, 0.0, 0.5);
        assertThat(box.point(new double[] {0.75, 3})).containsExactly(new double[] {0.5, 1}, EXACT);
    }

    /** A composite of weights .5 and 1.2 may grow by 1.5 / 1.2 = 1.25 only. */
    @Test
    void theWeightsOfACompositeAreMultipliedAndStayInRange() {
        var box = new NestedBox(genes(3, 1, 0, 1.5), List.of(model(0.5, 1.2, 0), model(0, 0, 1)));
        assertThat(box.weights(new double[] {1, 1}))
                .containsExactly(new double[] {0.625, 1.5, 1.5}, EXACT);
        assertThat(box.point(new double[] {1, 1}))
                .containsExactly(new double[] {0.8, 1 / 1.5}, EXACT);
    }

    @Test
    void negativeWeightsLimitAFactorToo() {
        var box = new NestedBox(genes(2, 1, -0.5, 1), List.of(model(0.8, -0.25)));
        assertThat(box.weights(new double[] {0}))
                .containsExactly(new double[] {-0.5, 0.15625}, EXACT);
        assertThat(box.weights(new double[] {1})).containsExactly(new double[] {1, -0.3125}, EXACT);
    }

    @Test
    void aRangeWithoutZeroMovesTheOtherExpertsToItsEnd() {
        var box = new NestedBox(genes(2, 1, 0.2, 0.8), List.of(model(1, 0)));
        assertThat(box.genes(new double[] {0.5}))
                .satisfiesExactly(
                        gene -> assertThat(gene).isEqualTo(0.5, EXACT),
                        gene -> assertThat(gene).isZero());
    }

    @Test
    void eachGroupOfTensorsHasAFactorOfItsOwn() {
        var box = new NestedBox(genes(2, 2, 0, 1), List.of(model(0.5, 1, 0, 0), model(0, 0, 1, 1)));
        assertThat(box.size()).isEqualTo(4);
        assertThat(box.weights(new double[] {0.5, 0.25, 1, 0}))
                .containsExactly(new double[] {0.5, 0.25, 1, 0}, EXACT);
    }

    @Test
    void pointsAreFoundAgainAndOthersAreNot() {
        var box = new NestedBox(genes(3, 1, 0, 1.5), List.of(model(0.5, 1.2, 0), model(0, 0, 1)));
        double[] point = {0.3, 0.6};
        assertThat(box.find(box.genes(point)).orElseThrow()).containsExactly(point, EXACT);
        assertThat(box.find(List.of(0.5, 0.5, 0.5))).isEmpty();
    }

    @Test
    void aCompositeOfNothingHasAFactorWithoutEffect() {
        var box = new NestedBox(genes(2, 1, 0, 1), List.of(model(0, 0), model(0, 1)));
        assertThat(box.weights(new double[] {1, 0.5}))
                .containsExactly(new double[] {0, 0.5}, EXACT);
    }
}
