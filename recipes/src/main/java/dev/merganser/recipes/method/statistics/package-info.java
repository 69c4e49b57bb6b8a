/** Merge methods that weigh models by statistics of their gradients or inputs, from given files. */
@NullMarked
package dev.merganser.recipes.method.statistics;

import org.jspecify.annotations.NullMarked;
