package dev.merganser.recipes.recipe;

import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads {@code merganser.layer_path} of a recipe. */
final class LayerPathReader {

    private LayerPathReader() {}

    static LayerPath path(YamlMap map) {
        map.only("stem", "head", "scale", "merges", "layers");
        var path =
                new LayerPath(
                        ReferenceReader.find(map, "stem"),
                        ReferenceReader.find(map, "head"),
                        scaling(map),
                        layers(map),
                        merges(map));
        refuseUnused(map, path);
        return path;
    }

    private static Scaling scaling(YamlMap map) {
        if (!Words.isGiven(map, "scale")) {
            return Scaling.BRANCHES;
        }
        String word = Words.word(map, "scale");
        return Scaling.of(word)
                .orElseThrow(
                        () -> map.mismatch("scale", "branches or input", new YamlValue.Text(word)));
    }

    private static List<PathLayer> layers(YamlMap map) {
        List<YamlValue> items = map.list("layers");
        if (items.isEmpty() || items.size() > LayerPath.MOST_LAYERS) {
            throw map.wrong(
                    "%s.layers must list 1 to %d layers, found %d"
                            .formatted(map.path(), LayerPath.MOST_LAYERS, items.size()));
        }
        List<PathLayer> layers = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof YamlValue.Mapping(YamlMap layer))) {
                throw map.mismatch(
                        "layers[" + i + "]", "{model: …, layer: …, scale: …}", items.get(i));
            }
            layers.add(layer(layer));
        }
        return layers;
    }

    private static PathLayer layer(YamlMap map) {
        map.only("model", "layer", "scale");
        String model = ReferenceReader.reference(map, "model");
        int layer =
                map.findWhole("layer", 0, PathLayer.MOST_LAYERS)
                        .map(Math::toIntExact)
                        .orElseThrow(() -> map.wrong(map.path() + ".layer is missing"));
        double scale = map.findNumber("scale").orElse(1.0);
        if (!PathLayer.isScale(scale)) {
            throw map.mismatch(
                    "scale",
                    "0 or a number from 1.4e-45 to 3.4e38 of either sign (float32)",
                    new YamlValue.Number(scale));
        }
        return new PathLayer(model, layer, scale);
    }

    private static Map<String, Recipe> merges(YamlMap map) {
        Map<String, Recipe> merges = new TreeMap<>();
        Optional<YamlMap> given = map.findMap("merges");
        if (given.isPresent()) {
            for (String name : given.get().keys()) {
                requireName(given.get(), name);
                YamlMap merge = given.get().map(name);
                if (merge.findMap("merganser")
                        .filter(own -> own.has(LayerPath.METHOD))
                        .isPresent()) {
                    throw merge.wrong(merge.path() + " must merge models, found a layer_path");
                }
                merges.put(name, RecipeReader.language(merge));
            }
        }
        return merges;
    }

    private static void requireName(YamlMap map, String name) {
        if (name.isBlank() || name.contains("+") || name.contains("@")) {
            throw map.wrong(
                    "a merge in %s needs a name without '+' and '@', found %s"
                            .formatted(map.path(), Quoted.text(name)));
        }
    }

    private static void refuseUnused(YamlMap map, LayerPath path) {
        var named = path.named().collect(Collectors.toSet());
        for (String name : path.merges().keySet()) {
            if (!named.contains(name)) {
                throw map.wrong(
                        "%s.merges.%s must be used by stem, head or a layer, found no use"
                                .formatted(map.path(), name));
            }
        }
    }
}
