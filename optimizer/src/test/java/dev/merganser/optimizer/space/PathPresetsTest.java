package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.LayerPaths.PLAIN;
import static dev.merganser.optimizer.space.LayerPaths.genome;
import static dev.merganser.optimizer.space.LayerPaths.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

class PathPresetsTest {

    private static List<String> presets(DataFlowSpace space, PathPreset... kinds) {
        Set<PathPreset> some = EnumSet.noneOf(PathPreset.class);
        some.addAll(List.of(kinds));
        return genome(space.withPresets(some)).presets(List.of()).stream()
                .map(LayerPaths::words)
                .toList();
    }

    @Test
    void presetsAreSimplePaths() {
        DataFlowSpace free = PLAIN.withEncoding(PathEncoding.PATH).withPinned(false);
        assertThat(presets(free)).isEmpty();
        assertThat(presets(free, PathPreset.IDENTITY)).containsExactly("b0 b1 b2 b3");
        assertThat(presets(free, PathPreset.MODELS))
                .containsExactly("b0 b1 b2 b3", "d0 d1 d2 d3", "s0 s1");
        assertThat(presets(free, PathPreset.STACKS))
                .containsExactly(
                        "b0 b1 d2 d3",
                        "b0 b1 s1",
                        "d0 d1 b2 b3",
                        "d0 d1 s1",
                        "s0 b2 b3",
                        "s0 d2 d3");
        assertThat(presets(free, PathPreset.SWAPS))
                .startsWith("d0 b1 b2 b3", "s0 b1 b2 b3", "b0 d1 b2 b3", "b0 s0 b2 b3")
                .hasSize(8);
        assertThat(presets(free, PathPreset.REPEATS))
                .containsExactly(
                        "b0 b0 b1 b2 b3", "b0 b1 b1 b2 b3", "b0 b1 b2 b2 b3", "b0 b1 b2 b3 b3");
        assertThat(presets(free, PathPreset.DROPS))
                .containsExactly("b1 b2 b3", "b0 b2 b3", "b0 b1 b3", "b0 b1 b2");
    }

    @Test
    void presetsThatIndicatorsCannotExpressAreLeftOut() {
        assertThat(presets(PLAIN, PathPreset.REPEATS)).isEmpty();
        assertThat(presets(PLAIN.withRepeats(2), PathPreset.REPEATS))
                .containsExactly("b0 b1 b1 b2 b3", "b0 b1 b2 b2 b3");
        assertThat(presets(PLAIN, PathPreset.MODELS))
                .containsExactly("b0 b1 b2 b3", "b0 d1 d2 b3", "b0 b3");
        assertThat(presets(PLAIN, PathPreset.SWAPS)).containsExactly("b0 b1 d2 b3", "b0 b1 s1 b3");
    }

    @Test
    void variationsOfOneLayerTakeTurns() {
        List<String> all = presets(PLAIN.withRepeats(2), PathPreset.values());
        assertThat(all).doesNotHaveDuplicates().startsWith("b0 b1 b2 b3");
        assertThat(all).contains("b0 b1 b1 b2 b3", "b0 b2 b3", "b0 d1 b2 b3");
    }

    @Test
    void aDamagedPathCanBeTheOnlyStart() {
        LayerPathGenome genome = genome(PLAIN.withRepeats(2).withPresets(Set.of()));
        assertThat(genome.presets(List.of())).isEmpty();
        assertThat(genome.startsFromBaselines()).isFalse();
        assertThat(genome.start(recipe("base 0", "base 2", "base 1", "base 3"))).isPresent();
    }
}
