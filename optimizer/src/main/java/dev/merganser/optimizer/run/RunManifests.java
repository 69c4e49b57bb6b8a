package dev.merganser.optimizer.run;

import dev.merganser.evaluators.session.RuntimeInfo;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.results.Manifest;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the manifest of a run that begins. */
final class RunManifests {

    static final String SEARCH_FOLDER = "searchFolder";
    static final String EVALUATIONS = "evaluations";
    static final String WEIGHTS = "weights";
    static final String BLOCKS = "blocks";

    private RunManifests() {}

    /** The manifest of a run that begins now. */
    static Manifest of(Workbench workbench, Path searchFolder, List<String> command) {
        SearchSettings settings = workbench.settings();
        return new Manifest(
                settings.name(),
                Instant.now(),
                command,
                settings.algorithm().seed(),
                settings.runtime().threads(),
                resolved(workbench, searchFolder),
                Map.of(WEIGHTS, workbench.instruments().weights().name()),
                RunInputs.of(workbench),
                versions(workbench),
                machine(),
                workbench.warnings());
    }

    private static Map<String, Object> resolved(Workbench workbench, Path searchFolder) {
        SearchSettings settings = workbench.settings();
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put(SEARCH_FOLDER, searchFolder.toAbsolutePath().normalize().toString());
        putAlgorithm(resolved, workbench);
        settings.models().keep().ifPresent(most -> resolved.put("keep", most));
        resolved.put("baselines", workbench.baselines().key());
        resolved.put(EVALUATIONS, settings.budget().evaluations());
        settings.budget().time().map(Duration::toString).ifPresent(t -> resolved.put("time", t));
        resolved.put("provider", workbench.instruments().provider());
        resolved.put("batch", settings.runtime().batch());
        if (settings.searchesPaths()) {
            resolved.put("sharing", settings.runtime().sharing());
        }
        resolved.put("space", SpaceManifest.of(settings.space()));
        putUnlessEmpty(resolved, BLOCKS, blocks(workbench));
        return resolved;
    }

    private static void putAlgorithm(Map<String, Object> resolved, Workbench workbench) {
        AlgorithmChoice choice = workbench.settings().algorithm();
        resolved.put("algorithm", choice.algorithm());
        resolved.put("lag", choice.lag());
        choice.population().ifPresent(size -> resolved.put("population", size));
        putUnlessEmpty(resolved, CoefficientManifest.KEY, CoefficientManifest.of(choice));
        putUnlessEmpty(resolved, MapManifest.KEY, MapManifest.of(workbench.algorithm()));
        workbench.estimator().ifPresent(used -> resolved.put("estimator", used.key()));
    }

    private static void putUnlessEmpty(
            Map<String, Object> resolved, String key, Map<String, ?> section) {
        if (!section.isEmpty()) {
            resolved.put(key, section);
        }
    }

    /** The layers of each block with their norms. */
    static Map<String, String> blocks(Workbench workbench) {
        Map<String, String> blocks = new LinkedHashMap<>();
        workbench.genome().blocks().forEach(block -> blocks.put(block.name(), block.words()));
        return blocks;
    }

    private static Map<String, String> versions(Workbench workbench) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("merganser", ProgramVersion.text());
        versions.put("java", Runtime.version().toString());
        versions.put("onnxruntime", RuntimeInfo.here().version());
        versions.put("provider", workbench.instruments().provider());
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        versions.put("arch", System.getProperty("os.arch"));
        return versions;
    }

    private static Map<String, String> machine() {
        return Map.of("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    }
}
