package dev.merganser.recipes.recipe;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads recipes in mergekit's YAML. Everything that is wrong with the text is a {@link
 * WrongUseException} of one line that names the file and the key; a key that nobody knows is never
 * passed over. Models are not opened.
 */
public final class RecipeReader {

    private static final List<String> KEYS =
            List.of(
                    "merge_method",
                    "base_model",
                    "models",
                    "parameters",
                    "dtype",
                    "out_dtype",
                    "merganser");

    /** Keys of mergekit's language that this version knows but does not carry out. */
    private static final Map<String, String> NOT_CARRIED_OUT =
            Map.of(
                    "slices", "layers of whole models are merged one to one: list them as 'models'",
                    "modules", "a model is merged as one module: list the models as 'models'",
                    "tokenizer", "the tokenizer is copied from the base model",
                    "tokenizer_source", "the tokenizer is copied from the base model",
                    "chat_template", "the chat template is copied from the base model");

    private RecipeReader() {}

    /** Reads a recipe file; its method must exist and its parameters must fit the method. */
    public static Recipe read(Path file) {
        return checked(YamlMap.read(file));
    }

    /**
     * Reads a recipe from a text, with the same checks.
     *
     * @param source what messages call the text, usually the file's name
     */
    public static Recipe parse(String text, String source) {
        return checked(YamlMap.parse(text, source));
    }

    /** Reads a recipe file without asking whether its method knows the parameters. */
    public static Recipe readLanguage(Path file) {
        return language(YamlMap.read(file));
    }

    private static Recipe checked(YamlMap map) {
        Recipe recipe = language(map);
        for (String problem : problems(map, recipe)) {
            throw map.wrong(problem);
        }
        return recipe;
    }

    private static List<String> problems(YamlMap map, Recipe recipe) {
        try {
            return ParameterCheck.problems(recipe);
        } catch (WrongUseException e) {
            throw new WrongUseException(map.source() + ": " + e.getMessage(), e);
        }
    }

    private static Recipe language(YamlMap map) {
        refuseWhatIsNotCarriedOut(map);
        map.only(KEYS);
        Optional<YamlMap> own = map.findMap("merganser").map(m -> m.only("seed", "provenance"));
        return new Recipe(
                word(map, "merge_method"),
                map.find("base_model").map(_ -> word(map, "base_model")),
                models(map),
                parameters(map),
                dtype(map, "dtype"),
                dtype(map, "out_dtype"),
                own.flatMap(m -> m.findWhole("seed", 0, Recipe.MAX_MASK_SEED)),
                own.flatMap(m -> m.findMap("provenance"))
                        .map(RecipeReader::texts)
                        .orElse(Map.of()));
    }

    private static void refuseWhatIsNotCarriedOut(YamlMap map) {
        for (String key : map.keys()) {
            String instead = NOT_CARRIED_OUT.get(key);
            if (instead != null) {
                throw map.wrong(
                        "'%s' is a key of mergekit that this version does not carry out; %s."
                                .formatted(key, instead));
            }
        }
    }

    private static List<ModelEntry> models(YamlMap map) {
        List<YamlValue> items = map.list("models");
        if (items.isEmpty()) {
            throw map.wrong("models must list at least one model, found none");
        }
        Map<String, Integer> seen = new HashMap<>();
        List<ModelEntry> entries = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            ModelEntry entry = model(map, i, items.get(i));
            Integer earlier = seen.put(entry.model(), i);
            if (earlier != null) {
                throw map.wrong(
                        "models[%d].model must be another model than models[%d].model, found '%s' twice"
                                .formatted(i, earlier, entry.model()));
            }
            entries.add(entry);
        }
        return entries;
    }

    private static ModelEntry model(YamlMap map, int index, YamlValue value) {
        if (!(value instanceof YamlValue.Mapping(YamlMap entry))) {
            throw map.mismatch("models[" + index + "]", "{model: …, parameters: …}", value);
        }
        entry.only("model", "parameters");
        return new ModelEntry(word(entry, "model"), parameters(entry));
    }

    private static Parameters parameters(YamlMap map) {
        Map<String, ParameterValue> values = new TreeMap<>();
        map.findMap("parameters")
                .ifPresent(
                        parameters -> {
                            for (String name : parameters.keys()) {
                                values.put(name, ParameterReader.value(parameters, name));
                            }
                        });
        return new Parameters(values);
    }

    private static Optional<DType> dtype(YamlMap map, String key) {
        return map.find(key)
                .map(
                        _ -> {
                            String name = word(map, key);
                            DType type = FloatNames.byName().get(name);
                            if (type != null) {
                                return type;
                            }
                            throw map.wrong(
                                    "%s must be one of %s, found '%s'.%s"
                                            .formatted(
                                                    key,
                                                    String.join(", ", FloatNames.byName().keySet()),
                                                    name,
                                                    Suggestions.didYouMean(
                                                            name, FloatNames.byName().keySet())));
                        });
    }

    private static Map<String, String> texts(YamlMap map) {
        Map<String, String> texts = new TreeMap<>();
        map.keys().forEach(key -> texts.put(key, map.text(key)));
        return texts;
    }

    /** A text that is not blank; a number is refused, since its spelling would be lost. */
    private static String word(YamlMap map, String key) {
        YamlValue value = map.require(key);
        if (value instanceof YamlValue.Text(String text) && !text.isBlank()) {
            return text;
        }
        throw map.mismatch(key, "a text", value);
    }
}
