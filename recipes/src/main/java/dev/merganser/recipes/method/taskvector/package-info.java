/**
 * Merge methods on task vectors: sparsified, rescaled, weighted, added up or elected; and the same
 * by mergekit's arithmetic.
 */
@NullMarked
package dev.merganser.recipes.method.taskvector;

import org.jspecify.annotations.NullMarked;
