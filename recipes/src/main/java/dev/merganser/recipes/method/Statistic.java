package dev.merganser.recipes.method;

import dev.merganser.recipes.tensor.Shape;

/**
 * A tensor that says something about a model and is none of its weights, such as the Fisher
 * information of one of them. Safe for use by many threads.
 *
 * @param values reading one that is not finite throws {@link
 *     dev.merganser.recipes.error.BadDataException}
 */
public record Statistic(Shape shape, FloatSource values) {}
