package dev.merganser.recipes.reference;

import java.util.Optional;

/**
 * What a model is called outside of this machine, or here.
 *
 * @param name a path as it was given, or a Hugging Face id
 * @param revision of the id, where one was given
 */
public record ModelName(String name, Optional<String> revision) {}
