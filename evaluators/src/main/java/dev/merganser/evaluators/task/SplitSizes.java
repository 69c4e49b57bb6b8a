package dev.merganser.evaluators.task;

import dev.merganser.recipes.yaml.YamlMap;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How one file is divided: fractions of the hash range, or counts of items.
 *
 * @param sizes one number per split, none negative
 * @param counts whether the numbers are counts
 */
record SplitSizes(Map<Split, Double> sizes, boolean counts) {

    static final SplitSizes DEFAULT =
            new SplitSizes(Map.of(Split.SEARCH, .5, Split.VALIDATION, .25, Split.TEST, .25), false);

    SplitSizes {
        sizes = new EnumMap<>(sizes);
    }

    /** Numbers that add up to at most 1 are fractions, others counts. */
    static SplitSizes of(YamlMap map) {
        map.only(Stream.of(Split.values()).map(Split::key).toList());
        Map<Split, Double> sizes = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            sizes.put(split, map.findNumber(split.key()).orElse(0.0));
        }
        double total = sizes.values().stream().mapToDouble(Double::doubleValue).sum();
        boolean counts = total > 1 + 1e-9;
        requireSizes(map, List.copyOf(sizes.values()), counts);
        return new SplitSizes(sizes, counts);
    }

    private static void requireSizes(YamlMap map, List<Double> sizes, boolean counts) {
        boolean whole = sizes.stream().allMatch(size -> size == Math.rint(size));
        boolean inRange = sizes.stream().allMatch(size -> size >= 0 && size <= Integer.MAX_VALUE);
        if (!inRange || (counts && !whole) || !(sizes.getFirst() > 0)) {
            throw map.wrong(
                    ("%s must be fractions that add up to at most 1, or whole counts, and leave"
                                    + " something to search; found search %s, validation %s, test %s")
                            .formatted(map.path(), sizes.get(0), sizes.get(1), sizes.get(2)));
        }
    }

    double size(Split split) {
        return sizes.getOrDefault(split, 0.0);
    }

    double total() {
        return sizes.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
