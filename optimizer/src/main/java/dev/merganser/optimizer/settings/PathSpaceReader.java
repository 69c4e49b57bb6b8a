package dev.merganser.optimizer.settings;

import dev.merganser.optimizer.space.DataFlowSpace;
import dev.merganser.optimizer.space.HybridSpace;
import dev.merganser.optimizer.space.PathEncoding;
import dev.merganser.optimizer.space.PathPreset;
import dev.merganser.optimizer.space.ScaleEncoding;
import dev.merganser.optimizer.space.ScaleSettings;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads a data-flow space of a search file, or the paths of a hybrid one. */
final class PathSpaceReader {

    private static final List<String> SCALE_KEYS =
            List.of("scaled", "scale", "scale_step", "hidden");
    private static final String[] KEYS = {
        "kind",
        "encoding",
        "models",
        "repeats",
        "ends",
        "pinned",
        "max_layers",
        "scales",
        "hidden",
        "scaled",
        "scale",
        "scale_step",
        "presets"
    };

    private final YamlMap space;
    private final List<String> known;

    private PathSpaceReader(YamlMap space, List<String> known) {
        this.space = space.only(KEYS);
        this.known = known;
    }

    /**
     * Reads a data-flow space.
     *
     * @param known the aliases of all models, in the order of the default pool
     */
    static DataFlowSpace read(YamlMap space, List<String> known) {
        var reader = new PathSpaceReader(space, known);
        return reader.space(reader.models(), ModelSettings.BASE);
    }

    /**
     * Reads the paths of a hybrid space, whose pool has the merged model first unless it says
     * where.
     */
    static DataFlowSpace readWithMerged(YamlMap space, List<String> known) {
        var reader = new PathSpaceReader(space, known);
        List<String> models = new ArrayList<>(reader.models());
        if (!models.contains(HybridSpace.MERGED)) {
            models.addFirst(HybridSpace.MERGED);
        }
        return reader.space(models, HybridSpace.MERGED);
    }

    /**
     * The space.
     *
     * @param usualEnds whose stem and head are used where nobody says, if it is in the pool
     */
    private DataFlowSpace space(List<String> models, String usualEnds) {
        PathEncoding encoding =
                PathEncoding.of(
                                Words.find(space, "encoding", PathEncoding.keys())
                                        .orElse(PathEncoding.INDICATORS.key()))
                        .orElseThrow();
        return Words.named(
                space,
                () ->
                        new DataFlowSpace(
                                encoding,
                                models,
                                WholeNumbers.find(space, "repeats", DataFlowSpace.MOST_REPEATS)
                                        .orElse(1),
                                Words.find(space, "ends", models)
                                        .orElseGet(() -> ends(models, usualEnds)),
                                space.findFlag("pinned")
                                        .orElse(encoding == PathEncoding.INDICATORS),
                                WholeNumbers.find(space, "max_layers", LayerPath.MOST_LAYERS),
                                scales(),
                                presets()));
    }

    private List<String> models() {
        if (!space.has("models")) {
            return known;
        }
        List<String> models = new ArrayList<>();
        for (YamlValue value : space.list("models")) {
            if (!(value instanceof YamlValue.Text(String model)) || !known.contains(model)) {
                throw space.mismatch("models", "a list of " + String.join(", ", known), value);
            }
            models.add(model);
        }
        return models;
    }

    private static String ends(List<String> models, String usual) {
        return models.contains(usual) ? usual : models.stream().findFirst().orElse(usual);
    }

    // ---- scales

    private ScaleSettings scales() {
        ScaleEncoding encoding = encoding();
        if (encoding instanceof ScaleEncoding.None) {
            requireNoScales();
            return ScaleSettings.NONE;
        }
        ScaleSettings settings = ScaleSettings.of(encoding).of(scaled());
        double step = space.findNumber("scale_step").orElse(settings.step());
        List<Double> range = range();
        return range.isEmpty()
                ? settings.between(settings.low(), settings.high(), step)
                : settings.between(range.getFirst(), range.getLast(), step);
    }

    private ScaleEncoding encoding() {
        String word = Words.find(space, "scales", ScaleEncoding.WORDS).orElse("none");
        if (space.has("hidden") && !word.equals("network")) {
            throw space.wrong(
                    "%s.hidden belongs to scales network, found scales %s"
                            .formatted(space.path(), word));
        }
        return switch (word) {
            case "slot" -> new ScaleEncoding.Slot();
            case "matrix" -> new ScaleEncoding.Matrix();
            case "network" ->
                    new ScaleEncoding.Network(
                            WholeNumbers.find(space, "hidden", ScaleEncoding.MOST_HIDDEN)
                                    .orElse(ScaleEncoding.DEFAULT_HIDDEN));
            default -> new ScaleEncoding.None();
        };
    }

    private void requireNoScales() {
        SCALE_KEYS.stream()
                .filter(space::has)
                .findFirst()
                .ifPresent(
                        key -> {
                            throw space.wrong(
                                    "%s.%s belongs to scales slot, matrix or network, found scales none"
                                            .formatted(space.path(), key));
                        });
    }

    private Scaling scaled() {
        List<String> words = Arrays.stream(Scaling.values()).map(Scaling::key).toList();
        return Words.find(space, "scaled", words).flatMap(Scaling::of).orElse(Scaling.BRANCHES);
    }

    /** Both ends of the range; empty where it is not given. */
    private List<Double> range() {
        if (!space.has("scale")) {
            return List.of();
        }
        YamlValue value = space.require("scale");
        if (value instanceof YamlValue.Items(List<YamlValue> ends)
                && ends.size() == 2
                && ends.getFirst() instanceof YamlValue.Number(double low)
                && ends.getLast() instanceof YamlValue.Number(double high)) {
            return List.of(low, high);
        }
        throw space.mismatch("scale", "a range [low, high]", value);
    }

    // ---- presets

    private Set<PathPreset> presets() {
        if (!space.has("presets")) {
            return EnumSet.allOf(PathPreset.class);
        }
        return switch (space.require("presets")) {
            case YamlValue.Flag(boolean all) -> all(all);
            case YamlValue.Text(String word) when word.equals("all") || word.equals("none") ->
                    all(word.equals("all"));
            case YamlValue.Items(List<YamlValue> values) -> {
                Set<PathPreset> some = EnumSet.noneOf(PathPreset.class);
                values.forEach(value -> some.add(preset(value)));
                yield some;
            }
            case YamlValue other -> throw wrongPresets(other);
        };
    }

    private static Set<PathPreset> all(boolean all) {
        return all ? EnumSet.allOf(PathPreset.class) : EnumSet.noneOf(PathPreset.class);
    }

    private PathPreset preset(YamlValue value) {
        if (value instanceof YamlValue.Text(String word)) {
            return PathPreset.of(word).orElseThrow(() -> wrongPresets(value));
        }
        throw wrongPresets(value);
    }

    private RuntimeException wrongPresets(YamlValue found) {
        return space.mismatch(
                "presets", "all, none or a list of " + String.join(", ", PathPreset.keys()), found);
    }
}
