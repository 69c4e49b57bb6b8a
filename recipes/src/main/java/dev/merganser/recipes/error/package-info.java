/** The two ways in which input can be wrong. */
@NullMarked
package dev.merganser.recipes.error;

import org.jspecify.annotations.NullMarked;
