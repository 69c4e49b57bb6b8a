/** The program: what {@code ./merganser} starts. */
@NullMarked
package dev.merganser.optimizer;

import org.jspecify.annotations.NullMarked;
