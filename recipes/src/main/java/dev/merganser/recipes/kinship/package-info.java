/** Whether models descend from one base, told from a sample of their weights. */
@NullMarked
package dev.merganser.recipes.kinship;

import org.jspecify.annotations.NullMarked;
