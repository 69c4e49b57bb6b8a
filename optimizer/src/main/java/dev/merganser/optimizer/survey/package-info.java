/** Comparing all merge methods on one family of models. */
@NullMarked
package dev.merganser.optimizer.survey;

import org.jspecify.annotations.NullMarked;
