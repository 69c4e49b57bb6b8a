/** Models side by side: which tensors of which models become one, and whether they fit. */
@NullMarked
package dev.merganser.recipes.align;

import org.jspecify.annotations.NullMarked;
