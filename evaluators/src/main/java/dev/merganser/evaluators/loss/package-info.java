/** Losses on what graphs give, with their gradients: what coefficients are learned by. */
@NullMarked
package dev.merganser.evaluators.loss;

import org.jspecify.annotations.NullMarked;
