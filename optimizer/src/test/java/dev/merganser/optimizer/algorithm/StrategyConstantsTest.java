package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/**
 * Numbers of pycma 4.5.0: {@code CMAEvolutionStrategy(n * [0], 1, {'popsize': m}).sp}, and for a
 * large population {@code RecombinationWeights(m).finalize_negative_weights(n, c1, cmu)}.
 */
class StrategyConstantsTest {

    @ParameterizedTest
    @CsvSource({
        "10, 10, 3.1672992814107017, 0.015283824524751714, 0.02355177665041747, 0.29499038303562225",
        "5, 7, 2.2548150822016044, 0.0476816978708927, 0.03700375970052157, 0.44950477327949284",
        "39, 14, 4.287135066190704, 0.0012282167054124742, 0.003287737755675596, "
                + "0.09509348707227365"
    })
    void learningRatesOfTheFullFormAreThoseOfPycma(
            int genes, int population, double mu, double one, double many, double path) {
        StrategyConstants constants = StrategyConstants.full(genes, population);
        assertThat(constants.effectiveParents()).isCloseTo(mu, within(1e-12));
        assertThat(constants.rankOneRate()).isCloseTo(one, within(1e-15));
        assertThat(constants.rankManyRate()).isCloseTo(many, within(1e-15));
        assertThat(constants.covariancePathRate()).isCloseTo(path, within(1e-14));
    }

    @Test
    void negativeWeightsAreBoundedSoThatTheUpdateTakesAwayNothingInSum() {
        assertThat(StrategyConstants.full(10, 10).parents()).isEqualTo(5);
        assertWeights(
                StrategyConstants.full(10, 10),
                List.of(
                        0.45627264690340597,
                        0.2707530970017852,
                        0.16223111715866978,
                        0.08523354710016448,
                        0.025509591835974777,
                        -0.08001260758087224,
                        -0.22176416099914653,
                        -0.34455494178482093,
                        -0.45286408637842196,
                        -0.5497499176973853));
    }

    @Test
    void negativeWeightsAreBoundedByTheEffectOfAFewCandidates() {
        assertWeights(
                StrategyConstants.full(5, 7),
                List.of(
                        0.5856451065097651,
                        0.29282255325488254,
                        0.12153234023535246,
                        0.0,
                        -0.4241269418431741,
                        -0.7706638857059223,
                        -1.0636566969842558));
    }

    @Test
    void negativeWeightsAreBoundedSoThatTheMatrixStaysPositiveDefinite() {
        List<Double> weights = StrategyConstants.full(2, 40).weights();
        double negative = weights.stream().filter(weight -> weight < 0).mapToDouble(w -> w).sum();
        assertThat(negative).isCloseTo(-0.14389924379661517, within(1e-14));
        assertThat(weights.getLast()).isCloseTo(-0.012695807127972266, within(1e-15));
    }

    /** By hand from table 1 of Hansen's tutorial, for mu = 3.1673 and n = 10. */
    @Test
    void stepSizesChangeAsInTheTutorial() {
        StrategyConstants constants = StrategyConstants.full(10, 10);
        assertThat(constants.stepPathRate()).isCloseTo(5.1672992814 / 18.1672992814, within(1e-10));
        assertThat(constants.stepDamping()).isCloseTo(1.2844285879, within(1e-9));
        assertThat(constants.expectedNorm()).isCloseTo(3.0847265652, within(1e-9));
    }

    @Test
    void aGenerationHasFourCandidatesAndThreeForEachPowerOfE() {
        assertThat(StrategyConstants.population(1)).isEqualTo(4);
        assertThat(StrategyConstants.population(10)).isEqualTo(10);
        assertThat(StrategyConstants.population(39)).isEqualTo(14);
    }

    private static void assertWeights(StrategyConstants constants, List<Double> expected) {
        assertThat(constants.weights()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(constants.weight(i)).isCloseTo(expected.get(i), within(1e-14));
        }
    }
}
