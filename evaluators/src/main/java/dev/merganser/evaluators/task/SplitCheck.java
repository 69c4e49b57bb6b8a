package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.Divisible;
import dev.merganser.recipes.error.BadDataException;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Refuses splits that share items. */
final class SplitCheck {

    private record Place(Split split, int item) {}

    private final String task;

    SplitCheck(String task) {
        this.task = task;
    }

    void requireDisjoint(Map<Split, ? extends Divisible<?>> parts) {
        Map<ByteBuffer, Place> seen = new HashMap<>();
        for (Split split : Split.values()) {
            Divisible<?> items = parts.get(split);
            if (items != null) {
                ByteBuffer[] hashes = InputHashes.of(items);
                for (int i = 0; i < hashes.length; i++) {
                    Place here = new Place(split, i);
                    Place first = seen.putIfAbsent(hashes[i], here);
                    if (first != null && first.split != split) {
                        throw shared(first, here);
                    }
                }
            }
        }
    }

    private BadDataException shared(Place first, Place second) {
        return new BadDataException(
                "Task '%s': splits must not share items, but %s item %d equals %s item %d."
                        .formatted(
                                task,
                                second.split.key(),
                                second.item,
                                first.split.key(),
                                first.item));
    }
}
