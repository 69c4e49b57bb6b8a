package dev.merganser.evaluators.loss;

import java.util.Arrays;
import java.util.Map;

/**
 * Items, and the terms of a loss that look at them. Each epoch has the items in an order of its own
 * and gives as many whole draws as it can, so that no draw has an item twice.
 *
 * @param name of the stream of its draws
 * @param drawSize items in a draw
 */
record ItemGroup(
        Map<LossTerm, Double> terms, Division division, String name, int drawSize, long seed) {

    /** The items of a draw, counted from 0; all where there are too few for one. */
    int[] draw(long number) {
        int[] items = division.drawn();
        int size = Math.min(drawSize, items.length);
        if (size == 0) {
            return items;
        }
        int perEpoch = items.length / size;
        int[] epoch = Shuffle.of(items, seed, name + " epoch", number / perEpoch);
        int from = (int) (number % perEpoch) * size;
        return Arrays.copyOfRange(epoch, from, from + size);
    }

    /** The items that are held out. */
    int[] heldOut() {
        return division.heldOut();
    }
}
