/** Algorithms that learn coefficients of merges by descending a loss: AdaMerging and its kin. */
@NullMarked
package dev.merganser.optimizer.coefficient;

import org.jspecify.annotations.NullMarked;
