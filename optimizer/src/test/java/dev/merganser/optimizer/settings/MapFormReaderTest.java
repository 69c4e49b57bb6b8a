package dev.merganser.optimizer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.optimizer.surrogate.BayesianMapSettings;
import dev.merganser.optimizer.surrogate.MapForm;
import dev.merganser.optimizer.surrogate.NestedMapSettings;
import dev.merganser.optimizer.surrogate.Sampling;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.YamlMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class MapFormReaderTest {

    private static AlgorithmChoice read(String search) {
        YamlMap file = YamlMap.parse("search: {" + search + "}", "search.yml");
        return AlgorithmReader.read(
                Optional.of(file.map("search")),
                List.of("digits"),
                List.of("a", "b"),
                List.of("digits.nll", "fashion.nll"));
    }

    private static MapForm form(String search) {
        return read(search).form().orElseThrow();
    }

    @Test
    void presetsAreOursUnlessPublishedOnesAreAskedFor() {
        assertThat(form("algorithm: nested_map")).isEqualTo(NestedMapSettings.DEFAULT);
        assertThat(form("algorithm: nested_map, map: {preset: merganser}"))
                .isEqualTo(NestedMapSettings.DEFAULT);
        assertThat(form("algorithm: nested_map, map: {preset: published}"))
                .isEqualTo(NestedMapSettings.PUBLISHED);
        assertThat(form("algorithm: bayesian_map")).isEqualTo(BayesianMapSettings.DEFAULT);
        assertThat(form("algorithm: bayesian_map, map: {preset: published}"))
                .isEqualTo(BayesianMapSettings.PUBLISHED);
        assertThat(read("algorithm: map").form()).isEmpty();
    }

    @Test
    void keysGoBeforeThePreset() {
        var nested =
                (NestedMapSettings)
                        form(
                                "algorithm: nested_map, map: {preset: published, initial: 12, isotropic: 0.5,"
                                        + " refine: 3, choice: measured, preference: {fashion.nll: 2},"
                                        + " front: all, warp: sigmoid, leverage: 1, focus: 0.2, batch: 7, patience: 2}");
        assertThat(nested.sampling().design()).isEqualTo(Sampling.Design.PUBLISHED);
        assertThat(nested.sampling().count()).hasValue(12);
        assertThat(nested.sampling().isotropic()).isEqualTo(0.5);
        assertThat(nested.refine()).isEqualTo(3);
        assertThat(nested.choice()).isEqualTo(NestedMapSettings.Choice.MEASURED);
        assertThat(nested.preference()).isEqualTo(Map.of("fashion.nll", 2.0));
        assertThat(nested.span()).isEqualTo(NestedMapSettings.Span.ALL);
        assertThat(nested.front().batch()).isEqualTo(7);
        var bayesian =
                (BayesianMapSettings)
                        form(
                                "algorithm: bayesian_map, map: {update: 6, iterations: 1, temperature: 2,"
                                        + " relative: false, explore: false, to_edge: false, radius: [0.1, 1.4]}");
        assertThat(bayesian.update()).isEqualTo(6);
        assertThat(bayesian.cells().temperature()).isEqualTo(2);
        assertThat(bayesian.cells().relative()).isFalse();
        assertThat(bayesian.radius()).isEqualTo(new BayesianMapSettings.Radius(0.1, 1.4, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    algorithm: nested_map, lag: 4 | search.lag has no effect on the algorithm nested_map
                    algorithm: bayesian_map, population: 4 | search.population has no effect on the algorithm bayesian_map
                    algorithm: nsga2, map: {batch: 4} | search.map is for the algorithms map, nested_map and bayesian_map, but the algorithm is nsga2
                    algorithm: nested_map, map: {preset: ours} | search.map.preset must be merganser or published, found 'ours'
                    algorithm: nested_map, map: {isotropic: 0.2} | search.map.isotropic has no effect on the design d_optimal. Maybe design: published
                    algorithm: nested_map, map: {preference: {digits.acc: 1}} | digits.acc
                    algorithm: nested_map, map: {preference: {digits.nll: 0}} | must be a number above 0
                    algorithm: nested_map, map: {update: 3} | update
                    algorithm: nested_map, map: {choice: best} | search.map.choice must be foretold or measured, found 'best'
                    algorithm: bayesian_map, map: {radius: [0.2, 1.4]} | search.map.radius must be [low, high] with 0 ≤ low < high ≤ 1.0
                    algorithm: bayesian_map, map: {refine: 1} | refine
                    algorithm: bayesian_map, map: {temperature: 0} | must be a number above 0
                    """)
    void whatCannotBeIsRefusedInOneLine(String search, String message) {
        assertThatThrownBy(() -> read(search))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }
}
