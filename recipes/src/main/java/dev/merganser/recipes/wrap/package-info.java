/** What a recipe does around its merge method, whichever that is. */
@NullMarked
package dev.merganser.recipes.wrap;

import org.jspecify.annotations.NullMarked;
