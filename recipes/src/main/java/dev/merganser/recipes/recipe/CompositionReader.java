package dev.merganser.recipes.recipe;

import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a recipe merges: {@code models}, {@code slices}, {@code modules} or a layer path. */
final class CompositionReader {

    private static final int MOST_LAYERS = 1_000_000;

    private CompositionReader() {}

    static Composition composition(YamlMap map) {
        Optional<YamlMap> path =
                map.findMap("merganser").flatMap(own -> own.findMap(LayerPath.METHOD));
        if (path.isPresent()) {
            return path(map, path.get());
        }
        if (onlyOne(map, List.of("models", "slices", "modules")).equals("modules")) {
            return modules(map.map("modules"));
        }
        return module(map);
    }

    private static LayerPath path(YamlMap map, YamlMap path) {
        List<String> others =
                Stream.of("models", "slices", "modules")
                        .filter(key -> Words.isGiven(map, key))
                        .toList();
        if (!others.isEmpty()) {
            throw map.wrong(
                    "%s must not stand beside %s".formatted(path.path(), others.getFirst()));
        }
        return LayerPathReader.path(path);
    }

    private static Composition.OfModule module(YamlMap map) {
        return onlyOne(map, List.of("models", "slices")).equals("slices")
                ? slices(map)
                : new Composition.WholeModels(models(map));
    }

    /** The one of these keys that is there. */
    private static String onlyOne(YamlMap map, List<String> keys) {
        List<String> given = keys.stream().filter(key -> Words.isGiven(map, key)).toList();
        if (given.size() != 1) {
            throw map.wrong(
                    "%smust hold one of %s, found %s"
                            .formatted(
                                    map.path().isEmpty() ? "" : map.path() + " ",
                                    String.join(", ", keys),
                                    given.isEmpty() ? "none" : String.join(" and ", given)));
        }
        return given.getFirst();
    }

    private static Composition modules(YamlMap map) {
        if (map.keys().isEmpty()) {
            throw map.wrong("modules must name at least one module, found none");
        }
        Map<String, OutputModule> modules = new TreeMap<>();
        for (String name : map.keys()) {
            YamlMap module = map.map(name).only("models", "slices", "parameters");
            modules.put(name, new OutputModule(module(module), ParameterReader.parameters(module)));
        }
        return new Composition.Modules(modules);
    }

    private static List<ModelEntry> models(YamlMap map) {
        List<ModelEntry> entries = new ArrayList<>();
        for (YamlMap entry : entries(map, "models", "model", "{model: …, parameters: …}")) {
            entry.only(List.of("model", "parameters"), KeyHints.ofParameters());
            entries.add(
                    new ModelEntry(
                            ReferenceReader.reference(entry, "model"),
                            ParameterReader.parameters(entry)));
        }
        refuseTwins(map, "models", entries.stream().map(ModelEntry::model).toList());
        return entries;
    }

    /** A list of mappings with at least one. */
    private static List<YamlMap> entries(YamlMap map, String key, String what, String form) {
        List<YamlValue> items = map.list(key);
        requireSpaces(map, key, items);
        String place = place(map, key);
        if (items.isEmpty()) {
            throw map.wrong("%s must list at least one %s, found none".formatted(place, what));
        }
        List<YamlMap> entries = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof YamlValue.Mapping(YamlMap entry))) {
                throw map.mismatch(key + "[" + i + "]", form, items.get(i));
            }
            entries.add(entry);
        }
        return entries;
    }

    /** {@code - model:a}, which YAML takes for a text. */
    private static void requireSpaces(YamlMap map, String key, List<YamlValue> items) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof YamlValue.Text(String text) && text.startsWith("model:")) {
                throw map.wrong(
                        "%s[%d] must be a mapping, found the text %s. Maybe put a space after 'model:'."
                                .formatted(place(map, key), i, Quoted.text(text)));
            }
        }
    }

    private static String place(YamlMap map, String key) {
        return map.path().isEmpty() ? key : map.path() + "." + key;
    }

    private static void refuseTwins(YamlMap map, String key, List<String> models) {
        String place = place(map, key);
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < models.size(); i++) {
            Integer earlier = seen.put(models.get(i), i);
            if (earlier != null) {
                throw map.wrong(
                        "%s[%d].model must be another model than %s[%d].model, found '%s' twice"
                                .formatted(place, i, place, earlier, models.get(i)));
            }
        }
    }

    private static Composition.Slices slices(YamlMap map) {
        List<OutputSlice> slices = new ArrayList<>();
        entries(map, "slices", "slice", "{sources: […]}").forEach(item -> slices.add(slice(item)));
        return new Composition.Slices(slices);
    }

    /** mergekit reads residual_weight and never uses it; so do we. */
    private static OutputSlice slice(YamlMap map) {
        map.only("sources", "base_model", "parameters", "residual_weight");
        List<SliceSource> sources = new ArrayList<>();
        for (YamlMap entry : entries(map, "sources", "source", "{model: …, layer_range: [a, b]}")) {
            sources.add(source(entry));
        }
        refuseTwins(map, "sources", sources.stream().map(SliceSource::model).toList());
        refuseUnequalLengths(map, sources);
        Optional<String> base = ReferenceReader.find(map, "base_model");
        return new OutputSlice(sources, base, ParameterReader.parameters(map));
    }

    private static SliceSource source(YamlMap map) {
        map.only(List.of("model", "layer_range", "parameters"), KeyHints.ofParameters());
        String model = ReferenceReader.reference(map, "model");
        int[] range = range(map);
        return new SliceSource(model, range[0], range[1], ParameterReader.parameters(map));
    }

    private static int[] range(YamlMap map) {
        List<YamlValue> items = map.list("layer_range");
        int[] range = items.stream().mapToInt(item -> layer(map, item)).toArray();
        if (range.length != 2 || range[0] >= range[1]) {
            String found = String.join(", ", items.stream().map(YamlValue::kind).toList());
            throw map.wrong(
                    "%s must be [first, end] with first < end (the end is not included), found [%s]"
                            .formatted(
                                    place(map, "layer_range"), found.replace("the number ", "")));
        }
        return range;
    }

    private static int layer(YamlMap map, YamlValue item) {
        if (item instanceof YamlValue.Number(double number)
                && number >= 0
                && number <= MOST_LAYERS
                && number == Math.rint(number)) {
            return (int) number;
        }
        throw map.mismatch("layer_range", "two whole numbers from 0", item);
    }

    private static void refuseUnequalLengths(YamlMap map, List<SliceSource> sources) {
        SliceSource first = sources.getFirst();
        for (SliceSource source : sources) {
            if (source.layers() != first.layers()) {
                throw map.wrong(
                        "%s must be ranges of one length, found [%d, %d] of '%s' with %d layers and [%d, %d] of '%s' with %d"
                                .formatted(
                                        place(map, "sources"),
                                        first.from(),
                                        first.to(),
                                        first.model(),
                                        first.layers(),
                                        source.from(),
                                        source.to(),
                                        source.model(),
                                        source.layers()));
            }
        }
    }
}
