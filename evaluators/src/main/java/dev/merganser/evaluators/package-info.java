/** Scoring candidates. */
@NullMarked
package dev.merganser.evaluators;

import org.jspecify.annotations.NullMarked;
