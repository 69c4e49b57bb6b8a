package dev.merganser.optimizer.run;

import dev.merganser.optimizer.algorithm.AlgorithmFactory;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.surrogate.MapSettings;
import dev.merganser.results.Manifest;

import java.util.LinkedHashMap;
import java.util.Map;

/** How MAP searches, in a manifest and back. */
final class MapManifest {

    static final String KEY = "map";
    private static final String INITIAL = "initial";

    private MapManifest() {}

    /** The settings of MAP in any form; none where another algorithm searches. */
    static Map<String, Object> of(AlgorithmChoice choice) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        if (AlgorithmFactory.usesMap(choice.algorithm())) {
            MapSettings map = choice.map();
            resolved.put("design", map.sampling().design().key());
            map.initial().ifPresent(points -> resolved.put(INITIAL, points));
            MapFormManifest.put(resolved, map.front());
        }
        choice.form().ifPresent(form -> resolved.putAll(MapFormManifest.of(form)));
        return resolved;
    }

    /**
     * The choice of a run that goes on: the points before the first fit depend on the budget unless
     * they are set, and stay as many when the budget grows.
     */
    static AlgorithmChoice resumed(AlgorithmChoice choice, Manifest manifest) {
        boolean open =
                AlgorithmFactory.usesMap(choice.algorithm()) && choice.map().initial().isEmpty();
        return open
                        && manifest.settings().get(KEY) instanceof Map<?, ?> map
                        && map.get(INITIAL) instanceof Number points
                ? choice.withMap(choice.map().withInitial(points.intValue()))
                : choice;
    }
}
