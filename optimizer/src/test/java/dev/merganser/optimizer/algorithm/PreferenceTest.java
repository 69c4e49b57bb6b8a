package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class PreferenceTest {

    private static final Offset<Double> EXACT = within(1e-12);

    /**
     * An accuracy of .85 in units of .1 and a loss of 2.5 in units of 1, both half a range good.
     */
    @Test
    void objectivesOfOtherUnitsStandAlikeWhereTheyAreAsFarFromTheReference() {
        var preference = new Preference(List.of(1.0, 1.0), List.of(0.1, 1.0), List.of(-0.8, 3.0));
        double[] costs = {-0.85, 2.5};
        assertThat(preference.of(Set.of(0), costs)).isEqualTo(-0.5, EXACT);
        assertThat(preference.of(Set.of(1), costs)).isEqualTo(-0.5, EXACT);
        assertThat(preference.of(Set.of(), costs)).isEqualTo(-0.5, EXACT);
    }

    /** (3 · −.5 + 1 · −.1) / 4. */
    @Test
    void weightsCountAsMuchAsTheySay() {
        var preference = new Preference(List.of(3.0, 1.0), List.of(0.1, 1.0), List.of(-0.8, 3.0));
        assertThat(preference.of(Set.of(0, 1), new double[] {-0.85, 2.9})).isEqualTo(-0.4, EXACT);
    }
}
