/** Matrices and their decompositions. */
@NullMarked
package dev.merganser.recipes.matrix;

import org.jspecify.annotations.NullMarked;
