/** What is wrong or noteworthy about input, and the words for it. */
@NullMarked
package dev.merganser.recipes.error;

import org.jspecify.annotations.NullMarked;
