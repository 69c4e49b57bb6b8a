/**
 * Measures of fronts against each other or against a reference front, in cost space: lower is
 * better. None changes its input.
 */
@NullMarked
package dev.merganser.results.indicator;

import org.jspecify.annotations.NullMarked;
