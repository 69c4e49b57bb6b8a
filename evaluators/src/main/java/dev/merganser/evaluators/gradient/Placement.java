package dev.merganser.evaluators.gradient;

import java.util.List;

/** Puts what was cut out of a tensor back in its place, with zeros around it. */
final class Placement {

    private Placement() {}

    /**
     * With known numbers of zeros before and after each axis.
     *
     * @param pads as {@code Pad} has them
     */
    static String within(Application at, String value, long... pads) {
        return at.emit("Pad", List.of(value, at.longs(pads)));
    }

    /** With known numbers of zeros before each axis and the rest after it. */
    static String startingAt(Application at, String value, String whole, long... before) {
        String known = at.longs(before);
        return padded(at, value, known, rest(at, value, whole, known));
    }

    /** With known numbers of zeros after each axis and the rest before it. */
    static String endingBefore(Application at, String value, String whole, long... after) {
        String known = at.longs(after);
        return padded(at, value, rest(at, value, whole, known), known);
    }

    private static String rest(Application at, String value, String whole, String known) {
        String missing =
                at.emit("Sub", List.of(at.shapeOf(whole), at.emit("Shape", List.of(value))));
        return at.emit("Sub", List.of(missing, known));
    }

    private static String padded(Application at, String value, String before, String after) {
        return at.emit("Pad", List.of(value, Sizes.joined(at, before, after)));
    }
}
