/** Pareto front, hypervolume and the front's files. */
@NullMarked
package dev.merganser.results.front;

import org.jspecify.annotations.NullMarked;
