package dev.merganser.recipes.model;

import dev.merganser.recipes.card.License;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a model of a recipe comes from.
 *
 * @param reference what the recipe calls it
 * @param places what it consists of: the model, then adapters of it; none where it is in memory
 */
public record ModelSource(String reference, List<Place> places) {

    /**
     * A file or folder with weights.
     *
     * @param path absolute
     * @param license what it says of its licence
     * @param sha256 of the weights, as {@code Checkpoints.sha256} gives it; empty where it is not
     *     known
     */
    public record Place(Path path, Optional<License> license, Optional<String> sha256) {}

    public ModelSource {
        places = List.copyOf(places);
    }
}
