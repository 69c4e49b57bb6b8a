/**
 * Merging models: a recipe and its models become a {@link dev.merganser.recipes.MergePlan}, which
 * gives merged tensors one by one or is written out by {@link dev.merganser.recipes.MergeWriter}.
 */
@NullMarked
package dev.merganser.recipes;

import org.jspecify.annotations.NullMarked;
