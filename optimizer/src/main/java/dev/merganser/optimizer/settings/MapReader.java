package dev.merganser.optimizer.settings;

import dev.merganser.optimizer.algorithm.AlgorithmFactory;
import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.optimizer.surrogate.MapSettings;
import dev.merganser.optimizer.surrogate.Sampling;
import dev.merganser.optimizer.surrogate.Warp;
import dev.merganser.recipes.yaml.YamlMap;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Reads {@code search.map} of a search file: how MAP searches. */
final class MapReader {

    private static final String KEY = "map";
    private static final String AUTO = "auto";
    private static final List<String> WITHOUT_EFFECT = List.of("population", "step", "lag");
    private static final int HIGHEST = 100_000;

    private MapReader() {}

    /** The settings; there must be none where the algorithm is another. */
    static MapSettings read(YamlMap search, String algorithm) {
        Optional<YamlMap> found = search.findMap(KEY);
        if (AlgorithmFactory.usesMapForm(algorithm)) {
            return MapSettings.DEFAULT;
        }
        if (found.isPresent() && !AlgorithmFactory.usesMap(algorithm)) {
            throw search.wrong(
                    "%s.%s is for the algorithms map, nested_map and bayesian_map, but the algorithm is %s"
                            .formatted(search.path(), KEY, algorithm));
        }
        MapSettings settings =
                found.map(map -> settings(map, MapSettings.DEFAULT)).orElse(MapSettings.DEFAULT);
        if (AlgorithmFactory.usesMap(algorithm)) {
            requireEffect(search, algorithm);
        }
        return settings;
    }

    /** Refuses settings of other algorithms. */
    static void requireEffect(YamlMap search, String algorithm) {
        for (String key : WITHOUT_EFFECT) {
            if (search.find(key).isPresent()) {
                throw search.wrong(
                        "%s.%s has no effect on the algorithm %s"
                                .formatted(search.path(), key, algorithm));
            }
        }
    }

    private static MapSettings settings(YamlMap map, MapSettings usual) {
        map.only("design", "initial", "batch", "warp", "leverage", "focus", "patience");
        return new MapSettings(sampling(map, usual.sampling()), front(map, usual.front()));
    }

    /** The points before the first fit. */
    static Sampling sampling(YamlMap map, Sampling usual) {
        OptionalInt initial = WholeNumbers.find(map, "initial", HIGHEST);
        return new Sampling(
                Words.find(map, "design", Sampling.Design.keys())
                        .flatMap(Sampling.Design::named)
                        .orElse(usual.design()),
                initial.isPresent() ? initial : usual.count(),
                usual.isotropic());
    }

    /** The rounds after it. */
    static FrontSettings front(YamlMap map, FrontSettings usual) {
        var numbers = new Numbers(map);
        return new FrontSettings(
                warp(map, usual.warp()),
                numbers.notNegative("leverage", usual.leverage(), HIGHEST),
                numbers.notNegative("focus", usual.focus(), HIGHEST),
                numbers.count("batch", usual.batch(), HIGHEST),
                numbers.count("patience", usual.patience(), HIGHEST));
    }

    private static Optional<Warp> warp(YamlMap map, Optional<Warp> usual) {
        List<String> words = Stream.concat(Stream.of(AUTO), Warp.keys().stream()).toList();
        Optional<String> word = Words.find(map, "warp", words);
        return word.isPresent() ? word.flatMap(Warp::named) : usual;
    }
}
