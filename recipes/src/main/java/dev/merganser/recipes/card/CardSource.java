package dev.merganser.recipes.card;

import java.util.Optional;

/**
 * A model, or an adapter of one, that went into a merge.
 *
 * @param name what the recipe of the card calls it
 * @param hub where it is on the hub
 * @param role such as {@code base} or {@code model}
 * @param license what it says of its licence
 * @param sha256 of its weights; empty where it is not known
 */
public record CardSource(
        String name,
        Optional<SourceNames.HubModel> hub,
        String role,
        Optional<License> license,
        Optional<String> sha256) {}
