/** Tensors, their types, and conversion to float32. */
@NullMarked
package dev.merganser.recipes.tensor;

import org.jspecify.annotations.NullMarked;
