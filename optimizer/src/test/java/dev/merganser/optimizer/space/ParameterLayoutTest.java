package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.MergeSpaces.EXPERTS;
import static dev.merganser.optimizer.space.MergeSpaces.SUBLAYER;
import static dev.merganser.optimizer.space.MergeSpaces.genome;
import static dev.merganser.optimizer.space.MergeSpaces.rich;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class ParameterLayoutTest {

    @Test
    void theLayoutIsMethodThenParametersByExpertAndGroup() {
        ParameterGenome genome =
                genome(
                        rich(new Granularity.Layers(1)),
                        List.of("digits", "fashion"),
                        ModelNames.bundled(1));
        assertThat(genome.geneNames())
                .containsExactly(
                        "method",
                        "density of digits in stem",
                        "density of digits in layers.0",
                        "density of digits in head",
                        "density of fashion in stem",
                        "density of fashion in layers.0",
                        "density of fashion in head",
                        "lambda",
                        "weight of digits in stem",
                        "weight of digits in layers.0",
                        "weight of digits in head",
                        "weight of fashion in stem",
                        "weight of fashion in layers.0",
                        "weight of fashion in head");
    }

    @Test
    void theBundledFamilyHasThirteenGroupsAndThirtyNineGenes() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(SUBLAYER, "task_arithmetic"),
                        EXPERTS,
                        ModelNames.bundled(5));
        assertThat(genome.size()).isEqualTo(39);
    }
}
