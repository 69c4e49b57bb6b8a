/**
 * Merges that are checked and ready: a recipe and its models become a {@link
 * dev.merganser.recipes.plan.MergePlan}, which gives merged tensors one by one.
 */
@NullMarked
package dev.merganser.recipes.plan;

import org.jspecify.annotations.NullMarked;
