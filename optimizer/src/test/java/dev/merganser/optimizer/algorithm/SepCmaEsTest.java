package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The counts of others are those of Ros and Hansen 2008, tables 2 and 3. */
class SepCmaEsTest extends CmaEsContract {

    @Override
    Algorithm create(AlgorithmSettings settings) {
        return CmaEs.separable(settings);
    }

    @Test
    void convergesOnAnEllipsoidWhoseAxesDifferAThousandTimes() {
        Session session =
                Session.run(
                        create(AlgorithmSettings.of(20, 1, 1)),
                        6_000,
                        Problems.of(x -> new double[] {Problems.ellipsoid(x, 0.3, 1e6)}));
        assertThat(session.lowest()).isLessThan(1e-6);
    }

    @Test
    void takesAsManyEvaluationsAsPublished() {
        assertThat(Published.SEPARABLE_HYPER_ELLIPSOID.counts(5).median()).isBetween(5_300, 6_500);
        assertThat(Published.SEPARABLE_ELLIPSOID.counts(5).median()).isBetween(4_900, 5_900);
    }

    /** A step size cut at a fixed size while the variances shrink would never arrive. */
    @Test
    void arrivesAtTheEndOfRosenbrocksValleyAsPublished() {
        assertThat(Published.SEPARABLE_ROSENBROCK.counts(1).median()).isBetween(95_000, 130_000);
    }
}
