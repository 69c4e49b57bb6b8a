package dev.merganser.recipes.recipe;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.nio.file.Path;
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
                    "slices",
                    "modules",
                    "parameters",
                    "wrap",
                    "align",
                    "compress",
                    "dtype",
                    "out_dtype",
                    "tokenizer_source",
                    "tokenizer",
                    "chat_template",
                    "merganser");

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

    static Recipe checked(YamlMap map) {
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

    static Recipe language(YamlMap map) {
        map.only(KEYS, KeyHints.ofRecipe());
        Optional<YamlMap> own =
                map.findMap("merganser").map(m -> m.only("seed", "provenance", LayerPath.METHOD));
        var recipe =
                new RecipeBuilder(
                        Words.word(map, "merge_method"), CompositionReader.composition(map));
        recipe.baseModel = ReferenceReader.find(map, "base_model");
        recipe.parameters = ParameterReader.parameters(map);
        recipe.around = AroundReader.read(map);
        recipe.dtype = dtype(map, "dtype");
        recipe.outDtype = dtype(map, "out_dtype");
        recipe.tokenizer = TokenizerReader.settings(map);
        recipe.chatTemplate = chatTemplate(map);
        recipe.maskSeed = own.flatMap(m -> m.findWhole("seed", 0, Recipe.MAX_MASK_SEED));
        recipe.provenance =
                own.flatMap(m -> m.findMap("provenance")).map(RecipeReader::texts).orElse(Map.of());
        return recipe.build();
    }

    private static Optional<String> chatTemplate(YamlMap map) {
        return Words.isGiven(map, "chat_template")
                ? Optional.of(Words.word(map, "chat_template"))
                : Optional.empty();
    }

    private static Optional<DType> dtype(YamlMap map, String key) {
        return map.find(key)
                .filter(value -> !(value instanceof YamlValue.Empty))
                .map(
                        _ -> {
                            String name = Words.word(map, key);
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
                                                    FloatNames.didYouMean(name)));
                        });
    }

    private static Map<String, String> texts(YamlMap map) {
        Map<String, String> texts = new TreeMap<>();
        map.keys().forEach(key -> texts.put(key, map.text(key)));
        return texts;
    }
}
