package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.Items;
import dev.merganser.recipes.error.BadDataException;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Refuses splits that share items, hold other shapes, or labels that the head does not know. */
final class SplitCheck {

    private record Place(Split split, int item) {}

    private final String task;

    SplitCheck(String task) {
        this.task = task;
    }

    void check(Map<Split, Items> parts, LinearHead head) {
        parts.forEach((split, items) -> requireLabels(split, items, head));
        parts.forEach((split, items) -> requireShape(split, items, parts));
        requireDisjoint(parts);
    }

    private void requireLabels(Split split, Items items, LinearHead head) {
        for (int i = 0; i < items.count(); i++) {
            if (items.label(i) >= head.classes()) {
                throw new BadDataException(
                        "Task '%s': labels must be below the %d classes of the head, but %s item %d has label %d."
                                .formatted(task, head.classes(), split.key(), i, items.label(i)));
            }
        }
    }

    private void requireShape(Split split, Items items, Map<Split, Items> parts) {
        var expected = parts.values().iterator().next().shape();
        if (!items.shape().equals(expected)) {
            throw new BadDataException(
                    "Task '%s': all splits must hold items of one shape, but %s has %s and others %s."
                            .formatted(task, split.key(), items.shape(), expected));
        }
    }

    private void requireDisjoint(Map<Split, Items> parts) {
        Map<ByteBuffer, Place> seen = new HashMap<>();
        for (Split split : Split.values()) {
            if (parts.containsKey(split)) {
                ByteBuffer[] hashes = InputHashes.of(parts.get(split));
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
