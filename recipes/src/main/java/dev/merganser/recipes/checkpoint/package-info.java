/** Checkpoints: reading and writing named tensors. */
@NullMarked
package dev.merganser.recipes.checkpoint;

import org.jspecify.annotations.NullMarked;
