package dev.merganser.evaluators.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.task.Reading.Place;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PlaceLossTest {

    private static final Offset<Double> NEAR = within(1e-12);
    private static final double LN2 = Math.log(2);
    private static final double LN3 = Math.log(3);

    /** Probabilities ¼ and ¾. */
    private static final double[] LOGITS = {1, 1 + LN3};

    private final double[] gradient = new double[2];

    private double loss(PlaceLoss loss, int label) {
        return loss.of(LOGITS, new Place(0, 0, label), gradient);
    }

    @Test
    void entropyOfAQuarterAndThreeQuarters() {
        double entropy = 2 * LN2 - .75 * LN3;
        assertThat(loss(PlaceLoss.entropy(), -1)).isCloseTo(entropy, NEAR);
        assertThat(gradient[0]).isCloseTo(-.25 * (-2 * LN2 + entropy), NEAR);
        assertThat(gradient[1]).isCloseTo(-.75 * (LN3 - 2 * LN2 + entropy), NEAR);
    }

    @Test
    void whatIsRuledOutAddsNothing() {
        double[] three = new double[3];
        double[] logits = {1, 1 + LN3, Double.NEGATIVE_INFINITY};
        assertThat(PlaceLoss.entropy().of(logits, new Place(0, 0, -1), three))
                .isCloseTo(loss(PlaceLoss.entropy(), -1), NEAR);
        assertThat(three).containsExactly(new double[] {gradient[0], gradient[1], 0}, NEAR);
    }

    @Test
    void crossEntropyWithALabelIsMinusItsLogProbability() {
        assertThat(loss(PlaceLoss.label(), 0)).isCloseTo(2 * LN2, NEAR);
        assertThat(gradient).containsExactly(new double[] {-.75, .75}, NEAR);
    }

    @Test
    void aPlaceWithoutALabelDoesNotCountForCrossEntropy() {
        assertThat(PlaceLoss.label().counts(new Place(0, 0, -1))).isFalse();
        assertThat(PlaceLoss.label().counts(new Place(0, 0, 0))).isTrue();
    }

    @Test
    void aPseudoLabelIsTheMostLikelyClass() {
        assertThat(loss(PlaceLoss.pseudoLabel(), 0)).isCloseTo(2 * LN2 - LN3, NEAR);
        assertThat(gradient).containsExactly(new double[] {.25, -.25}, NEAR);
    }

    @Test
    void divergenceFromAnEvenTeacher() {
        PlaceLoss loss = PlaceLoss.divergence(_ -> new double[] {5, 5}, 1);
        assertThat(loss(loss, -1)).isCloseTo(LN2 - .5 * LN3, NEAR);
        assertThat(gradient).containsExactly(new double[] {-.25, .25}, NEAR);
    }

    @Test
    void divergenceCountsTemperatureSquaredAndItsGradientTemperatureOnce() {
        // at temperature ½ the odds of 1 : 3 become 1 : 9
        PlaceLoss loss = PlaceLoss.divergence(_ -> new double[] {5, 5}, .5);
        assertThat(loss(loss, -1)).isCloseTo(.25 * (Math.log(10) - LN3 - LN2), NEAR);
        assertThat(gradient).containsExactly(new double[] {.5 * -.4, .5 * .4}, NEAR);
    }

    @Test
    void aTeacherThatIsSureOfItselfGivesAFiniteDivergence() {
        PlaceLoss loss = PlaceLoss.divergence(_ -> new double[] {0, 2000}, 1);
        assertThat(loss(loss, -1)).isCloseTo(2 * LN2 - LN3, NEAR);
    }

    @Test
    void distanceOfUnitVectorsIsOneMinusTheirCosine() {
        PlaceLoss loss = PlaceLoss.distance(_ -> new double[] {0, 1});
        double found = loss.of(new double[] {.6, .8}, new Place(0, 0, -1), gradient);
        assertThat(found).isCloseTo(1 - .8, NEAR);
        assertThat(gradient).containsExactly(new double[] {.6, -.2}, NEAR);
    }

    @Test
    void whereTheTeacherDisagreesTheLossIsThatOfKnowingNothingWithoutAGradient() {
        assertThat(loss(PlaceLoss.entropy().agreeing(_ -> new double[] {1, 0}), -1))
                .isCloseTo(LN2, NEAR);
        assertThat(gradient).containsOnly(0);
        assertThat(loss(PlaceLoss.entropy().agreeing(_ -> new double[] {0, 1}), -1))
                .isCloseTo(2 * LN2 - .75 * LN3, NEAR);
    }

    @Test
    void logitsThatAreNotFiniteGiveNoFiniteLoss() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            double[] logits = {bad, 0};
            Place place = new Place(0, 0, 1);
            assertThat(PlaceLoss.entropy().of(logits, place, gradient)).isNaN();
            assertThat(PlaceLoss.label().of(logits, place, gradient)).isNaN();
            PlaceLoss agreeing = PlaceLoss.entropy().agreeing(_ -> new double[] {0, 1});
            assertThat(agreeing.of(logits, place, gradient)).isNaN();
        }
    }
}
