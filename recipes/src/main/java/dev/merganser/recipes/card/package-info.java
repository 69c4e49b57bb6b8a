/** The model card of a merged model: what it was made from, how, and under which licences. */
@NullMarked
package dev.merganser.recipes.card;

import org.jspecify.annotations.NullMarked;
