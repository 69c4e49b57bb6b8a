/** Where in a model a tensor stands, told from the number in its name. */
@NullMarked
package dev.merganser.recipes.layer;

import org.jspecify.annotations.NullMarked;
