package dev.merganser.recipes.rebasin;

import java.util.List;
import java.util.stream.Stream;

/**
 * Interchangeable units of a layer: any order of them computes the same, where all their tensors
 * follow it. These are hidden units of an MLP, or heads of an attention. Where several query heads
 * share one head of keys and values, they move with it, and among themselves.
 *
 * @param layer where they are, for messages
 * @param axes of the units
 * @param count how many units
 * @param sharedAxes of what each {@code group} consecutive units share; may be empty
 * @param group at least 1, divides {@code count}
 */
record Units(String layer, List<Axis> axes, int count, List<Axis> sharedAxes, int group) {

    Units {
        axes = List.copyOf(axes);
        sharedAxes = List.copyOf(sharedAxes);
    }

    /** How many groups share something. */
    int groups() {
        return count / group;
    }

    /** All places of these units and of what they share. */
    Stream<Axis> allAxes() {
        return Stream.concat(axes.stream(), sharedAxes.stream());
    }
}
