package dev.merganser.recipes;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.Quoted;

/** A model of a recipe: what the recipe calls it, and its weights. */
record Source(String reference, Checkpoint checkpoint) {

    /** Whether the weights are in files, so that reading some of them costs little. */
    boolean isStored() {
        return !(checkpoint instanceof PlannedCheckpoint);
    }

    /** For short messages: the reference alone. */
    String quoted() {
        return Quoted.text(reference);
    }

    /** For messages: the reference and the file. */
    @Override
    public String toString() {
        String path = checkpoint.path().toString();
        return path.equals(reference)
                ? Quoted.text(reference)
                : Quoted.text(reference) + " (" + path + ")";
    }
}
