/** Recipe files of several documents, where one merge needs the results of others. */
@NullMarked
package dev.merganser.recipes.stage;

import org.jspecify.annotations.NullMarked;
