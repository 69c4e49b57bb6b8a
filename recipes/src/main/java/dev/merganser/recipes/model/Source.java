package dev.merganser.recipes.model;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.Quoted;

/** A model of a recipe: what the recipe calls it, and its weights. */
public record Source(String reference, Checkpoint checkpoint) {

    /** For short messages: the reference alone. */
    public String quoted() {
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
