package dev.merganser.optimizer.coefficient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class CoefficientRulesTest {

    private static final Optional<String> OBSTACLE =
            Optional.of("operator 'Celu' (node 'n3') has no gradient rule");

    @Test
    void aFallbackIsSaidWithItsReason() {
        assertThat(CoefficientRules.fallback(settings(Estimator.REVERSE), OBSTACLE))
                .contains(
                        "Slopes are estimated by spsa in the place of search.coefficients.gradient: reverse, since operator 'Celu' (node 'n3') has no gradient rule.");
    }

    @Test
    void nothingIsSaidWhereTheNamedEstimatorIsUsed() {
        assertThat(CoefficientRules.fallback(settings(Estimator.REVERSE), Optional.empty()))
                .isEmpty();
        assertThat(CoefficientRules.fallback(settings(Estimator.SPSA), OBSTACLE)).isEmpty();
        assertThat(CoefficientRules.fallback(settings(Estimator.CENTRAL), OBSTACLE)).isEmpty();
    }

    private static EstimatorSettings settings(Estimator estimator) {
        return new EstimatorSettings(estimator, true, 0.02, 2);
    }
}
