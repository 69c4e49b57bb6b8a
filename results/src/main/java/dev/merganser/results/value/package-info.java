/** Small values that every part of a run's results shares. */
@NullMarked
package dev.merganser.results.value;

import org.jspecify.annotations.NullMarked;
