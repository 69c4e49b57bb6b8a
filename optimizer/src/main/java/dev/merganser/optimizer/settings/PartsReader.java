package dev.merganser.optimizer.settings;

import dev.merganser.optimizer.space.ParameterRange;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads into how many parts a space divides tensors: {@code parts: 4}, or with how they are divided
 * {@code parts: {random: 4}}. Each weight is then a gene for each part.
 */
final class PartsReader {

    static final String KEY = "parts";
    private static final String DIVIDED = "weight";
    private static final List<String> WAYS = List.of("chunks", "random");
    private static final String EXPECTED =
            "how many parts a tensor has, {chunks: 4} or {random: 4}, or the word chunks or random";

    private final YamlMap space;
    private final Optional<String> way;
    private final int count;

    private PartsReader(YamlMap space, Optional<String> way, int count) {
        this.space = space;
        this.way = way;
        this.count = count;
    }

    /** What a space says; empty where it says nothing of a number of parts. */
    static Optional<PartsReader> of(YamlMap space) {
        if (!space.has(KEY)) {
            return Optional.empty();
        }
        return switch (space.require(KEY)) {
            case YamlValue.Number _ ->
                    Optional.of(new PartsReader(space, Optional.empty(), whole(space, KEY)));
            case YamlValue.Mapping(YamlMap ways) -> Optional.of(of(space, ways));
            case YamlValue.Text _ -> Optional.empty();
            case YamlValue other -> throw space.mismatch(KEY, EXPECTED, other);
        };
    }

    private static PartsReader of(YamlMap space, YamlMap ways) {
        List<String> keys = List.copyOf(ways.only(WAYS).keys());
        if (keys.size() != 1) {
            throw space.mismatch(KEY, EXPECTED, space.require(KEY));
        }
        String way = keys.getFirst();
        return new PartsReader(space, Optional.of(way), whole(ways, way));
    }

    private static int whole(YamlMap map, String key) {
        return map.findWhole(key, 1, Integer.MAX_VALUE).orElseThrow().intValue();
    }

    /** Gives each part a gene of its own. */
    void divide(Map<String, ParameterRange> ranges) {
        way.ifPresent(word -> ranges.put(KEY, new ParameterRange.Fixed(ParameterValue.of(word))));
        if (count == 1) {
            return;
        }
        if (ranges.get(DIVIDED) instanceof ParameterRange.Gene each) {
            ranges.put(
                    DIVIDED, RangeReader.named(space, () -> new ParameterRange.Parts(each, count)));
        } else {
            throw space.wrong(
                    "%s.parts divides the range of weight, so %s.weight must be a range [low, high]"
                            .formatted(space.path(), space.path()));
        }
    }
}
