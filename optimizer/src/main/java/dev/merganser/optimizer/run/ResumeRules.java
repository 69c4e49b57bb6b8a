package dev.merganser.optimizer.run;

import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.results.Manifest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a run that goes on must have kept of its manifest. */
final class ResumeRules {

    private ResumeRules() {}

    /** Refuses to go on with other settings of the algorithm than the run began with. */
    static void requireUnchanged(Manifest manifest, SearchSettings settings) {
        AlgorithmChoice choice = settings.algorithm();
        requireUnchanged(manifest, CoefficientManifest.KEY, CoefficientManifest.of(choice));
        requireUnchanged(manifest, MapManifest.KEY, MapManifest.of(choice));
    }

    private static void requireUnchanged(
            Manifest manifest, String section, Map<String, Object> settings) {
        Map<String, String> before = recorded(manifest, section);
        Map<String, String> now = words(settings);
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(now.keySet());
        for (String key : keys) {
            String began = before.getOrDefault(key, "nothing");
            String found = now.getOrDefault(key, "nothing");
            if (!began.equals(found)) {
                throw new BadDataException(
                        "A run needs the settings that it began with, but %s was %s and is %s by search.yml of the run. Maybe start a new run."
                                .formatted(key, began, found));
            }
        }
    }

    /** Refuses to go on where genes would stand for other layers than when the run began. */
    static void requireSameBlocks(Manifest manifest, Workbench workbench) {
        Map<String, String> before = recorded(manifest, RunManifests.BLOCKS);
        Map<String, String> now = words(RunManifests.blocks(workbench));
        if (!before.equals(now)) {
            throw new BadDataException(
                    "A run needs the blocks of layers that it began with, but they were %s and are %s. Maybe the program is another version: start a new run."
                            .formatted(before, now));
        }
    }

    /** A section of the manifest in words; empty where it has none. */
    private static Map<String, String> recorded(Manifest manifest, String section) {
        return manifest.settings().get(section) instanceof Map<?, ?> recorded
                ? words(recorded)
                : Map.of();
    }

    private static Map<String, String> words(Map<?, ?> settings) {
        Map<String, String> words = new TreeMap<>();
        settings.forEach((key, value) -> words.put(key.toString(), words(value)));
        return words;
    }

    /** The same for a value and for what a file holds of it, where 1.0 may be a whole number. */
    private static String words(Object value) {
        return switch (value) {
            case Map<?, ?> map -> words(map).toString();
            case List<?> list -> list.stream().map(ResumeRules::words).toList().toString();
            case Number number -> String.valueOf(number.doubleValue());
            default -> value.toString();
        };
    }
}
