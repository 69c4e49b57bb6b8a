/** Vocabularies of models, and their embeddings in the order of the merged model's vocabulary. */
@NullMarked
package dev.merganser.recipes.tokenizer;

import org.jspecify.annotations.NullMarked;
