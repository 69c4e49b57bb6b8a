/** The append-only journal of a run. */
@NullMarked
package dev.merganser.results.journal;

import org.jspecify.annotations.NullMarked;
