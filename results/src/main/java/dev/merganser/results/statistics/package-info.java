/** Confidence intervals and paired comparisons. */
@NullMarked
package dev.merganser.results.statistics;

import org.jspecify.annotations.NullMarked;
