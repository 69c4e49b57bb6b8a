package dev.merganser.recipes.recipe;

/**
 * One module of a model that has several, such as the encoder or the vision tower.
 *
 * @param composition what it is made of
 * @param parameters values for all its models
 */
public record OutputModule(Composition.OfModule composition, Parameters parameters) {}
