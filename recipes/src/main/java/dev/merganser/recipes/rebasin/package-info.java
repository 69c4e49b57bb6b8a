/** Experts in the order of their base: hidden units and attention heads by Git Re-Basin. */
@NullMarked
package dev.merganser.recipes.rebasin;

import org.jspecify.annotations.NullMarked;
