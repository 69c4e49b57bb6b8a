package dev.merganser.recipes.recipe;

/**
 * The layers that one model gives to a slice, and the parameters that hold for it there.
 *
 * @param model a path or an alias
 * @param from the first layer, counted from 0
 * @param to the layer after the last
 */
public record SliceSource(String model, int from, int to, Parameters parameters) {

    public SliceSource {
        if (model.isBlank()) {
            throw new IllegalArgumentException(
                    "A source needs a path or an alias, found '" + model + "'");
        }
        if (!(from >= 0 && from < to)) {
            throw new IllegalArgumentException(
                    "A layer range must be [first, end) with 0 <= first < end, found [%d, %d]"
                            .formatted(from, to));
        }
    }

    public static SliceSource of(String model, int from, int to) {
        return new SliceSource(model, from, to, Parameters.NONE);
    }

    /** How many layers it gives. */
    public int layers() {
        return to - from;
    }
}
