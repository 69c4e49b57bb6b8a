/** Merge methods on angles and norms. */
@NullMarked
package dev.merganser.recipes.method.spherical;

import org.jspecify.annotations.NullMarked;
