package dev.merganser.recipes.method.consensus;

/**
 * Limits of the magnitudes of a model's task vector.
 *
 * @param low smallest magnitude that is told apart; smaller ones, other than 0, are raised to it
 * @param high largest, to which larger ones are cut
 */
record Clip(double low, double high) {

    /** The limits of each model that leave {@code share} of its elements out at either end. */
    static Clip[] of(FlattenedModel model, double share) {
        long elements = model.elements();
        long lowest = (long) (share * elements);
        long highest = Math.max(0, (long) ((1 - share) * elements - 1));
        float[][] limits = Ranking.at(model, Magnitudes::of, lowest, highest);
        Clip[] clips = new Clip[limits.length];
        for (int m = 0; m < clips.length; m++) {
            clips[m] = new Clip(limits[m][0], limits[m][1]);
        }
        return clips;
    }

    /** The element of a task vector within the limits. */
    double clipped(double delta) {
        return Math.signum(delta) * Math.clamp(Math.abs(delta), low, high);
    }

    /** Where its magnitude lies between the limits, from 0 to 1, with its sign. */
    double normalized(double delta) {
        double magnitude = Math.clamp(Math.abs(delta), low, high);
        return high > low ? Math.signum(delta) * (magnitude - low) / (high - low) : 0;
    }
}
