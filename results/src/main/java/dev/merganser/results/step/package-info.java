/** Steps of algorithms that learn coefficients: losses that were computed, and their gradients. */
@NullMarked
package dev.merganser.results.step;

import org.jspecify.annotations.NullMarked;
