package dev.merganser.evaluators.loss;

/**
 * How the search items of a task are drawn.
 *
 * @param batch items in a batch, at least 1
 * @param batches of a task in one draw, at least 1
 * @param heldOut share of the search items that no draw has; at least 0, below 1
 */
public record DrawSettings(int batch, int batches, double heldOut, long seed) {

    public DrawSettings {
        Ranges.require(batch >= 1, "batch", ">= 1", batch);
        Ranges.require(batches >= 1, "batches", ">= 1", batches);
        Ranges.require(heldOut >= 0 && heldOut < 1, "held_out", "in [0, 1)", heldOut);
    }

    /** The same with another seed. */
    public DrawSettings withSeed(long newSeed) {
        return new DrawSettings(batch, batches, heldOut, newSeed);
    }

    /** The same with another share of the items held out. */
    public DrawSettings withHeldOut(double newHeldOut) {
        return new DrawSettings(batch, batches, newHeldOut, seed);
    }
}
