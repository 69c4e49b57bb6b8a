/**
 * Random masks of task vectors: each a function of its key alone, drawn by a counter-based
 * generator.
 */
@NullMarked
package dev.merganser.recipes.mask;

import org.jspecify.annotations.NullMarked;
