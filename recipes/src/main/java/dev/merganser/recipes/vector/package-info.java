/** Weights that depend linearly on coefficients: a base and the vectors that are added to it. */
@NullMarked
package dev.merganser.recipes.vector;

import org.jspecify.annotations.NullMarked;
