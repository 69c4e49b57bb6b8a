/** What mergekit 0.1.4 does in other ways than Merganser, and the words for it. */
@NullMarked
package dev.merganser.recipes.mergekit;

import org.jspecify.annotations.NullMarked;
