package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.optimizer.coefficient.AnalyticLosses;
import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

class AlgorithmFactoryTest {

    private static final AlgorithmSettings SETTINGS = AlgorithmSettings.of(3, 2, 1);

    @Test
    void everyNameMakesAnAlgorithm() {
        assertThat(AlgorithmFactory.names())
                .containsExactly(
                        "random",
                        "latin_hypercube",
                        "nsga2",
                        "nsga3",
                        "cmaes",
                        "sep_cmaes",
                        "map",
                        "nested_map",
                        "bayesian_map",
                        "portfolio",
                        "adamerging",
                        "expert_merging",
                        "atlas",
                        "self_positioning",
                        "frank_wolfe")
                .allSatisfy(
                        name ->
                                assertThat(AlgorithmFactory.of(name, settings(name)).ask(1).genes())
                                        .hasSize(3));
    }

    private static AlgorithmSettings settings(String name) {
        return CoefficientMethod.named(name)
                .map(method -> method.defaults(1))
                .map(own -> SETTINGS.withCoefficients(own, AnalyticLosses.quadratic(3, 1)))
                .orElse(SETTINGS);
    }

    @Test
    void learningCoefficientsNeedsLosses() {
        assertThatThrownBy(() -> AlgorithmFactory.of("adamerging", SETTINGS))
                .hasMessage("Coefficients need losses");
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> AlgorithmFactory.of("nsga-2", SETTINGS))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining(
                        "random, latin_hypercube, nsga2, nsga3, cmaes, sep_cmaes, map, nested_map")
                .hasMessageEndingWith("found 'nsga-2'. Did you mean 'nsga2'?");
    }

    @Test
    void settingsRefuseWhatNoAlgorithmCouldUse() {
        assertThatThrownBy(() -> AlgorithmSettings.of(0, 2, 1)).hasMessageContaining("genes");
        assertThatThrownBy(() -> SETTINGS.withLag(0)).hasMessageContaining("lag");
        assertThatThrownBy(() -> SETTINGS.withPopulation(0)).hasMessageContaining("population");
        assertThatThrownBy(() -> SETTINGS.withStepSize(Double.NaN))
                .hasMessageContaining("stepSize");
        assertThatThrownBy(() -> SETTINGS.withStarts(List.of(List.of(1.0))))
                .hasMessageContaining("3 genes");
        assertThatThrownBy(() -> SETTINGS.withCentre(Collections.nCopies(3, Double.NaN)))
                .hasMessageContaining("[0, 1]");
        assertThatThrownBy(() -> SETTINGS.withScaling(List.of(0.0, 0.0), List.of(1.0, 1.0)))
                .hasMessageContaining("weights");
        assertThatThrownBy(() -> SETTINGS.withScaling(List.of(1.0, 1.0), List.of(1.0, 0.0)))
                .hasMessageContaining("ranges");
    }
}
