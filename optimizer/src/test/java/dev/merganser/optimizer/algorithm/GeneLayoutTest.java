package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.optimizer.algorithm.GeneBlock.Numbers;
import dev.merganser.optimizer.algorithm.GeneBlock.Steps;
import dev.merganser.optimizer.algorithm.GeneBlock.Switches;
import dev.merganser.optimizer.algorithm.GeneLayout.Phases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

class GeneLayoutTest {

    private static final GeneLayout MIXED =
            GeneLayout.of(
                    List.of(
                            Numbers.of(2),
                            new Switches(3, 0.2),
                            new Steps(2, 5, 0.9, OptionalDouble.of(0.5))));

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.75, 1})
    void asManySwitchesAreDrawnOnAsWanted(double share) {
        Switches block = new Switches(1, share);
        RandomGenerator random = Streams.of(1, "draws", 0);
        int on = 0;
        for (int i = 0; i < 20_000; i++) {
            double gene = block.drawn(0, random.nextDouble());
            assertThat(gene).isBetween(0.0, 1.0);
            on += Switches.isOn(gene) ? 1 : 0;
        }
        assertThat(on / 20_000.0).isCloseTo(share, within(0.01));
    }

    @Test
    void genesAreDrawnBlockByBlock() {
        assertThat(MIXED.size()).isEqualTo(9);
        assertThat(MIXED.drawn(1, 0.4)).isEqualTo(0.4);
        assertThat(MIXED.drawn(2, 0.4)).isEqualTo(0.25);
        assertThat(MIXED.drawn(4, 0.9)).isCloseTo(0.75, within(1e-12));
        assertThat(MIXED.drawn(5, 0.05)).isCloseTo(0.25, within(1e-12));
        assertThat(MIXED.drawn(7, 0.05)).isEqualTo(0.05);
        assertThatThrownBy(() -> MIXED.drawn(9, 0.5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aChoiceHasTheUpperHalfOfAGeneInEqualShares() {
        Steps steps = new Steps(4, 5, 0.5, OptionalDouble.empty());
        assertThat(steps.choice(0.5)).isEmpty();
        assertThat(steps.choice(Steps.EMPTY)).isEmpty();
        assertThat(steps.choice(0.59)).hasValue(0);
        assertThat(steps.choice(0.61)).hasValue(1);
        assertThat(steps.choice(1)).hasValue(4);
        for (int choice = 0; choice < 5; choice++) {
            assertThat(steps.choice(steps.gene(choice))).hasValue(choice);
        }
    }

    @Test
    void partsAreCutAtBorders() {
        assertThat(MIXED.part(2, 9).blocks()).isEqualTo(MIXED.blocks().subList(1, 3));
        assertThatThrownBy(() -> MIXED.part(1, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MIXED.inPhases(new Phases(2, 10, List.of(0.5))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void settingsAndLayoutHaveEquallyManyGenes() {
        assertThatThrownBy(() -> AlgorithmSettings.of(8, 1, 1).withLayout(MIXED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A layout must have 8 genes, found 9");
    }
}
