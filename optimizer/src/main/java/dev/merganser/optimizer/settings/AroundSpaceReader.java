package dev.merganser.optimizer.settings;

import dev.merganser.optimizer.space.AroundSpace;
import dev.merganser.optimizer.space.ParameterRange;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.AroundReader;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.List;
import java.util.Optional;

/** Reads {@code align}, {@code compress} and {@code wrap} of {@code space}: recipes' keys. */
final class AroundSpaceReader {

    private AroundSpaceReader() {}

    static AroundSpace read(YamlMap space) {
        return new AroundSpace(
                AroundReader.align(space),
                inner(space, "compress", "compeft", "density", "alpha")
                        .map(map -> compeft(space, range(map, "density"), range(map, "alpha"))),
                inner(space, "wrap", "lines", "alpha", "beta")
                        .map(
                                map ->
                                        new AroundSpace.Lines(
                                                range(map, "alpha"), range(map, "beta"))));
    }

    private static AroundSpace.Compeft compeft(
            YamlMap space, ParameterRange density, ParameterRange alpha) {
        try {
            return new AroundSpace.Compeft(density, alpha);
        } catch (WrongUseException e) {
            throw space.wrong(String.valueOf(e.getMessage()));
        }
    }

    /** The only mapping in another one, if that is there. */
    private static Optional<YamlMap> inner(
            YamlMap space, String outer, String key, String... numbers) {
        return space.find(outer)
                .filter(value -> !(value instanceof YamlValue.Empty))
                .map(_ -> space.map(outer).only(key).map(key).only(numbers));
    }

    private static ParameterRange range(YamlMap map, String key) {
        return switch (map.require(key)) {
            case YamlValue.Number(double value) -> ParameterRange.fixed(value);
            case YamlValue.Items(List<YamlValue> ends)
                    when ends.size() == 2
                            && ends.getFirst() instanceof YamlValue.Number(double low)
                            && ends.getLast() instanceof YamlValue.Number(double high) ->
                    RangeReader.named(map, () -> ParameterRange.between(low, high));
            case YamlValue other ->
                    throw map.mismatch(key, "a number or a range [low, high]", other);
        };
    }
}
