package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;

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
                .isEqualTo(
                        Map.of(
                                "design",
                                "published",
                                "initial",
                                20,
                                "isotropic",
                                0.2,
                                "refine",
                                1,
                                "choice",
                                "foretold",
                                "front",
                                "last_two",
                                "warp",
                                "auto",
                                "leverage",
                                0.0,
                                "batch",
                                10,
                                "patience",
                                1));
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
                .hasSize(14);
    }
}
