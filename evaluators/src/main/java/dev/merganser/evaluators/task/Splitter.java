package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.Divisible;
import dev.merganser.recipes.error.BadDataException;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Splits the items of one file by u = (first 8 bytes of SHA-256 of the canonical input) / 2^64, so
 * that an item's split depends on nothing but its input. Fractions cut the range of u in the order
 * search, validation, test; counts take the items of the smallest u in that order. Within a split
 * items keep the order of the file.
 */
final class Splitter {

    private Splitter() {}

    static <T extends Divisible<T>> Map<Split, T> split(T items, SplitSizes sizes, String source) {
        Split[] chosen = choose(hashes(items), sizes, source);
        Map<Split, T> parts = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            int[] members =
                    IntStream.range(0, items.count()).filter(i -> chosen[i] == split).toArray();
            if (members.length > 0) {
                parts.put(split, items.select(members));
            }
        }
        if (!parts.containsKey(Split.SEARCH)) {
            throw new BadDataException(
                    "%s: none of its %d items falls in the search split. Maybe give counts."
                            .formatted(source, items.count()));
        }
        return parts;
    }

    private static long[] hashes(Divisible<?> items) {
        ByteBuffer[] digests = InputHashes.of(items);
        return IntStream.range(0, digests.length).mapToLong(i -> digests[i].getLong(0)).toArray();
    }

    static Split[] choose(long[] hashes, SplitSizes sizes, String source) {
        return sizes.counts() ? byCount(hashes, sizes, source) : byFraction(hashes, sizes);
    }

    private static Split[] byFraction(long[] hashes, SplitSizes sizes) {
        Split[] chosen = new Split[hashes.length];
        for (int i = 0; i < hashes.length; i++) {
            double u = (hashes[i] >>> 11) * 0x1p-53; // cut, not rounded: below 1
            double end = 0;
            for (Split split : Split.values()) {
                end += sizes.size(split);
                // fractions such as .6, .3 and .1 add up to a little less than 1
                if (chosen[i] == null && (u < end || end > 1 - 1e-9)) {
                    chosen[i] = split;
                }
            }
        }
        return chosen;
    }

    private static Split[] byCount(long[] hashes, SplitSizes sizes, String source) {
        if (sizes.total() > hashes.length) {
            throw new BadDataException(
                    "%s: its split sizes need %.0f items, but it has %d."
                            .formatted(source, sizes.total(), hashes.length));
        }
        int[] order =
                IntStream.range(0, hashes.length)
                        .boxed()
                        .sorted(Comparator.comparing(i -> hashes[i], Long::compareUnsigned))
                        .mapToInt(Integer::intValue)
                        .toArray();
        Split[] chosen = new Split[hashes.length];
        int at = 0;
        for (Split split : Split.values()) {
            for (int taken = 0; taken < sizes.size(split); taken++) {
                chosen[order[at++]] = split;
            }
        }
        return chosen;
    }
}
