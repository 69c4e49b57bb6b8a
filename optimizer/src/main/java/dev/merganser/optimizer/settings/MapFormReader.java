package dev.merganser.optimizer.settings;

import dev.merganser.optimizer.algorithm.AlgorithmFactory;
import dev.merganser.optimizer.surrogate.BayesianMapSettings;
import dev.merganser.optimizer.surrogate.CellSettings;
import dev.merganser.optimizer.surrogate.MapForm;
import dev.merganser.optimizer.surrogate.NestedMapSettings;
import dev.merganser.optimizer.surrogate.Sampling;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code search.map} of a search file for the other forms of MAP: nested and Bayesian. */
final class MapFormReader {

    private static final String KEY = "map";
    private static final String PUBLISHED = "published";
    private static final List<String> PRESETS = List.of("merganser", PUBLISHED);
    private static final List<String> OF_BOTH =
            List.of(
                    "preset",
                    "design",
                    "initial",
                    "isotropic",
                    "warp",
                    "leverage",
                    "focus",
                    "batch",
                    "patience");
    private static final int HIGHEST = 100_000;

    private final YamlMap map;
    private final Numbers numbers;

    private MapFormReader(YamlMap map) {
        this.map = map;
        this.numbers = new Numbers(map);
    }

    /**
     * The settings; empty where the algorithm is neither.
     *
     * @param objectives their names
     */
    static Optional<MapForm> read(YamlMap search, String algorithm, Collection<String> objectives) {
        if (!AlgorithmFactory.usesMapForm(algorithm)) {
            return Optional.empty();
        }
        Optional<MapFormReader> given = search.findMap(KEY).map(MapFormReader::new);
        MapForm form =
                AlgorithmFactory.usesNestedMap(algorithm)
                        ? given.map(reader -> reader.nested(objectives))
                                .orElse(NestedMapSettings.DEFAULT)
                        : given.map(MapFormReader::bayesian).orElse(BayesianMapSettings.DEFAULT);
        MapReader.requireEffect(search, algorithm);
        return Optional.of(form);
    }

    private boolean isPublished() {
        return Words.find(map, "preset", PRESETS).equals(Optional.of(PUBLISHED));
    }

    /** Refuses other keys than those of both forms and these. */
    private void only(String... ofThisForm) {
        map.only(Stream.concat(OF_BOTH.stream(), Stream.of(ofThisForm)).toList());
    }

    private NestedMapSettings nested(Collection<String> objectives) {
        only("refine", "choice", "preference", "front");
        NestedMapSettings usual =
                isPublished() ? NestedMapSettings.PUBLISHED : NestedMapSettings.DEFAULT;
        return new NestedMapSettings(
                sampling(usual.sampling()),
                numbers.count("refine", usual.refine(), HIGHEST),
                Words.find(map, "choice", NestedMapSettings.Choice.keys())
                        .flatMap(NestedMapSettings.Choice::named)
                        .orElse(usual.choice()),
                map.findMap("preference")
                        .map(given -> preference(given, objectives))
                        .orElse(Map.of()),
                Words.find(map, "front", NestedMapSettings.Span.keys())
                        .flatMap(NestedMapSettings.Span::named)
                        .orElse(usual.span()),
                MapReader.front(map, usual.front()));
    }

    private static Map<String, Double> preference(YamlMap given, Collection<String> objectives) {
        given.only(List.copyOf(objectives));
        Map<String, Double> preference = new LinkedHashMap<>();
        for (String objective : given.keys()) {
            preference.put(objective, new Numbers(given).positive(objective, 1, HIGHEST));
        }
        return preference;
    }

    private BayesianMapSettings bayesian() {
        only("update", "iterations", "temperature", "relative", "explore", "radius", "to_edge");
        BayesianMapSettings usual =
                isPublished() ? BayesianMapSettings.PUBLISHED : BayesianMapSettings.DEFAULT;
        return new BayesianMapSettings(
                sampling(usual.sampling()),
                numbers.count("update", usual.update(), HIGHEST),
                numbers.count("iterations", usual.iterations(), HIGHEST),
                new CellSettings(
                        numbers.positive("temperature", usual.cells().temperature(), HIGHEST),
                        map.findFlag("relative").orElse(usual.cells().relative()),
                        map.findFlag("explore").orElse(usual.cells().explore())),
                radius(usual.radius()),
                MapReader.front(map, usual.front()));
    }

    private BayesianMapSettings.Radius radius(BayesianMapSettings.Radius usual) {
        boolean toEdge = map.findFlag("to_edge").orElse(usual.relative());
        return map.findList("radius")
                .map(found -> radius(found, toEdge))
                .orElseGet(
                        () ->
                                new BayesianMapSettings.Radius(
                                        usual.low(),
                                        Math.min(
                                                usual.high(),
                                                BayesianMapSettings.Radius.highest(toEdge)),
                                        toEdge));
    }

    private BayesianMapSettings.Radius radius(List<YamlValue> found, boolean toEdge) {
        double highest = BayesianMapSettings.Radius.highest(toEdge);
        if (found.size() == 2
                && found.get(0) instanceof YamlValue.Number(double low)
                && found.get(1) instanceof YamlValue.Number(double high)
                && low >= 0
                && low < high
                && high <= highest) {
            return new BayesianMapSettings.Radius(low, high, toEdge);
        }
        throw map.wrong(
                "%s.radius must be [low, high] with 0 ≤ low < high ≤ %s, found %s"
                        .formatted(
                                map.path(), highest, found.stream().map(YamlValue::kind).toList()));
    }

    private Sampling sampling(Sampling usual) {
        double isotropic = numbers.between("isotropic", usual.isotropic(), 0, 1);
        Sampling sampling =
                MapReader.sampling(map, new Sampling(usual.design(), usual.count(), isotropic));
        if (map.has("isotropic") && sampling.design() != Sampling.Design.PUBLISHED) {
            throw map.wrong(
                    "%s.isotropic has no effect on the design %s. Maybe design: published"
                            .formatted(map.path(), sampling.design().key()));
        }
        return sampling;
    }
}
