/** A few threads that share the work of one task. */
@NullMarked
package dev.merganser.recipes.parallel;

import org.jspecify.annotations.NullMarked;
