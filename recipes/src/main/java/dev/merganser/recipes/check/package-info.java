/** What can be known about a recipe before it is carried out. */
@NullMarked
package dev.merganser.recipes.check;

import org.jspecify.annotations.NullMarked;
