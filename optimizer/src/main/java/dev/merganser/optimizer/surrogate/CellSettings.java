package dev.merganser.optimizer.surrogate;

/**
 * How cells of directions are weighed.
 *
 * @param temperature of the softmax over scores, above 0: the lower, the more the worst cell gets
 * @param relative whether scores are divided by the highest one before
 * @param explore whether cells without points count as much as the worst one; otherwise they stay
 *     without
 */
public record CellSettings(double temperature, boolean relative, boolean explore) {

    /** Where a run sets nothing. */
    public static final CellSettings DEFAULT = new CellSettings(0.3, true, true);

    /** Of the published program. */
    public static final CellSettings PUBLISHED = new CellSettings(0.07, false, false);

    public CellSettings {
        if (!(temperature > 0 && temperature <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "temperature must be finite and above 0, found " + temperature);
        }
    }
}
