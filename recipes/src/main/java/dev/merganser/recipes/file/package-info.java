/** Files mapped as memory, and files written whole or not at all. */
@NullMarked
package dev.merganser.recipes.file;

import org.jspecify.annotations.NullMarked;
