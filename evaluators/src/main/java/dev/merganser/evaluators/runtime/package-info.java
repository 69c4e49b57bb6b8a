/** Running a cut graph with the weights of a candidate. */
@NullMarked
package dev.merganser.evaluators.runtime;

import org.jspecify.annotations.NullMarked;
