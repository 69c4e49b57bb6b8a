package dev.merganser.recipes.recipe;

import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads {@code align}, {@code compress} and {@code wrap}. */
public final class AroundReader {

    /** The keys that are read. */
    public static final List<String> KEYS = List.of("wrap", "align", "compress");

    private AroundReader() {}

    /** What a mapping says, be it a recipe or another that has these keys. */
    public static AroundMethod read(YamlMap map) {
        return new AroundMethod(align(map), compress(map), lines(map));
    }

    /** The alignment that a mapping asks for. */
    public static Optional<Alignment> align(YamlMap map) {
        return given(map, "align").map(value -> alignment(map, value));
    }

    private static Alignment alignment(YamlMap map, YamlValue value) {
        return Arrays.stream(Alignment.values())
                .filter(known -> value.equals(new YamlValue.Text(known.word())))
                .findFirst()
                .orElseThrow(() -> map.mismatch("align", "rebasin", value));
    }

    private static Optional<CompeftSettings> compress(YamlMap map) {
        return given(map, "compress")
                .map(_ -> only(map.map("compress"), "compeft", List.of("density", "alpha")))
                .map(
                        own ->
                                checked(
                                        own,
                                        () ->
                                                new CompeftSettings(
                                                        own.number("density"),
                                                        own.number("alpha"))));
    }

    private static Optional<LinesSettings> lines(YamlMap map) {
        return given(map, "wrap")
                .map(_ -> only(map.map("wrap"), "lines", List.of("alpha", "beta")))
                .map(
                        own ->
                                checked(
                                        own,
                                        () ->
                                                new LinesSettings(
                                                        own.number("alpha"), own.number("beta"))));
    }

    private static Optional<YamlValue> given(YamlMap map, String key) {
        return map.find(key).filter(value -> !(value instanceof YamlValue.Empty));
    }

    /** The one mapping inside, which has these keys. */
    private static YamlMap only(YamlMap outer, String key, List<String> keys) {
        return outer.only(key).map(key).only(keys);
    }

    /** Puts the place before a complaint of a settings record. */
    private static <T> T checked(YamlMap map, Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw map.wrong(map.path() + "." + e.getMessage());
        }
    }
}
