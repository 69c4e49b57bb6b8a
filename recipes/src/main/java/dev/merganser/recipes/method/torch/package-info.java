/** mergekit's arithmetic: every step rounded as torch does on a CPU. */
@NullMarked
package dev.merganser.recipes.method.torch;

import org.jspecify.annotations.NullMarked;
