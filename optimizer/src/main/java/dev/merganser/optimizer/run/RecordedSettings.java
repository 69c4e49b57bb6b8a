package dev.merganser.optimizer.run;

import dev.merganser.evaluators.WeightMode;
import dev.merganser.optimizer.settings.Overrides;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.results.Manifest;
import dev.merganser.results.RunFolder;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a run that goes on takes from its manifest. */
record RecordedSettings(Manifest manifest) {

    /** The settings that a run was begun with, and its last number of evaluations. */
    SearchSettings of(RunFolder folder) {
        SearchSettings written =
                SearchFile.read(folder.searchFile(), searchFolder(), manifest.name());
        return written.withAlgorithm(MapManifest.resumed(written.algorithm(), manifest))
                .with(
                        new Overrides(
                                OptionalInt.of(evaluations()),
                                Optional.empty(),
                                OptionalLong.of(manifest.seed()),
                                OptionalInt.of(manifest.threads())))
                .withWeights(weights());
    }

    private Path searchFolder() {
        return Path.of(Objects.toString(manifest.settings().get(RunManifests.SEARCH_FOLDER), ""));
    }

    /** How weights reached ONNX Runtime when the run began; resume does as it did. */
    private WeightMode weights() {
        return WeightMode.parse(
                manifest.tuned().getOrDefault(RunManifests.WEIGHTS, WeightMode.FEED.name()));
    }

    /** The number of evaluations of the budget. */
    int evaluations() {
        if (manifest.settings().get(RunManifests.EVALUATIONS) instanceof Number number) {
            return number.intValue();
        }
        throw new BadDataException("The manifest must hold settings.evaluations, found none.");
    }

    /** The manifest with another budget, for a run that is extended. */
    Manifest extended(int evaluations) {
        Map<String, Object> settings = new LinkedHashMap<>(manifest.settings());
        settings.put(RunManifests.EVALUATIONS, evaluations);
        return new Manifest(
                manifest.name(),
                manifest.created(),
                manifest.command(),
                manifest.seed(),
                manifest.threads(),
                settings,
                manifest.tuned(),
                manifest.inputs(),
                manifest.versions(),
                manifest.machine(),
                manifest.warnings());
    }
}
