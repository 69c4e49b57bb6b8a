/** Metrics: one score per item. */
@NullMarked
package dev.merganser.evaluators.metric;

import org.jspecify.annotations.NullMarked;
