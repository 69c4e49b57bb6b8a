package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.surrogate.BayesianMapSettings;
import dev.merganser.optimizer.surrogate.MapForm;
import dev.merganser.optimizer.surrogate.MapSettings;
import dev.merganser.optimizer.surrogate.NestedMapSettings;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

class MapFormManifestTest {

    private static Map<String, Object> manifest(String algorithm, MapForm form) {
        return MapManifest.of(
                new AlgorithmChoice(
                        algorithm,
                        OptionalInt.empty(),
                        OptionalDouble.empty(),
                        16,
                        7,
                        MapSettings.DEFAULT,
                        Optional.of(form),
                        Optional.empty()));
    }

    @Test
    void theManifestSaysHowNestedMapSearches() {
        assertThat(manifest("nested_map", NestedMapSettings.PUBLISHED))
                .containsOnly(
                        entry("design", "published"),
                        entry("initial", 20),
                        entry("isotropic", 0.2),
                        entry("refine", 1),
                        entry("choice", "foretold"),
                        entry("front", "last_two"),
                        entry("warp", "auto"),
                        entry("leverage", 0.0),
                        entry("focus", 0.0),
                        entry("batch", 10),
                        entry("patience", 1));
    }

    @Test
    void theManifestSaysHowMuchObjectivesCount() {
        NestedMapSettings usual = NestedMapSettings.DEFAULT;
        var preferring =
                new NestedMapSettings(
                        usual.sampling(),
                        usual.refine(),
                        usual.choice(),
                        Map.of("digits.nll", 2.0),
                        usual.span(),
                        usual.front());
        assertThat(manifest("nested_map", preferring))
                .containsEntry("preference", Map.of("digits.nll", 2.0))
                .doesNotContainKey("initial");
    }

    @Test
    void theManifestSaysHowBayesianMapSearches() {
        assertThat(manifest("bayesian_map", BayesianMapSettings.PUBLISHED))
                .containsEntry("update", 3)
                .containsEntry("iterations", 2)
                .containsEntry("temperature", 0.07)
                .containsEntry("relative", false)
                .containsEntry("explore", false)
                .containsEntry("radius", List.of(0.2, 0.8))
                .containsEntry("to_edge", false)
                .containsEntry("initial", 15)
                .containsEntry("batch", 10)
                .hasSize(15);
    }
}
