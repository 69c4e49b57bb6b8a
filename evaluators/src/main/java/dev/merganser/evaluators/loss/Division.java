package dev.merganser.evaluators.loss;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Items that are drawn and items that are held out, each in ascending order.
 *
 * @param heldOut all items where nothing is held out
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Division(int[] drawn, int[] heldOut) {

    /**
     * Divides items.
     *
     * @param share that is held out, rounded to items: at least one, and not all of several
     */
    static Division of(int items, double share, long seed, String task) {
        int[] order = Shuffle.of(IntStream.range(0, items).toArray(), seed, task + " held out", 0);
        int held = held(items, share);
        return new Division(
                sorted(order, held, items),
                held == 0 ? sorted(order, 0, items) : sorted(order, 0, held));
    }

    private static int held(int items, double share) {
        return share == 0 || items < 2 ? 0 : Math.clamp(Math.round(share * items), 1, items - 1);
    }

    private static int[] sorted(int[] order, int from, int to) {
        int[] part = Arrays.copyOfRange(order, from, to);
        Arrays.sort(part);
        return part;
    }

    /** Whether both sides have the same items as another's. */
    boolean isSameAs(Division other) {
        return Arrays.equals(drawn, other.drawn) && Arrays.equals(heldOut, other.heldOut);
    }

    /** Those of its items for which something holds. */
    Division only(IntPredicate holds) {
        return new Division(
                Arrays.stream(drawn).filter(holds).toArray(),
                Arrays.stream(heldOut).filter(holds).toArray());
    }

    /**
     * So many of its items at most, divided between both as all are.
     *
     * @param share of them that is held out
     */
    Division few(int most, double share, long seed, String task) {
        int held = held(most, share);
        int[] some = first(drawn, most - held, seed, task);
        return new Division(some, held == 0 ? some : first(heldOut, held, seed, task));
    }

    /** The same, but where one side has too few, both get all. */
    Division atLeast(int fewest) {
        if (Math.min(drawn.length, heldOut.length) >= fewest) {
            return this;
        }
        int[] all =
                IntStream.concat(Arrays.stream(drawn), Arrays.stream(heldOut))
                        .sorted()
                        .distinct()
                        .toArray();
        return new Division(all, all);
    }

    private static int[] first(int[] items, int count, long seed, String task) {
        int[] order = Shuffle.of(items, seed, task + " labels", 0);
        return sorted(order, 0, Math.min(count, order.length));
    }
}
