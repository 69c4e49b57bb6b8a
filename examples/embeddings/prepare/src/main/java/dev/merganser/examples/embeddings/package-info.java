/** Takes the models and data of the embeddings example out of published packages. */
@NullMarked
package dev.merganser.examples.embeddings;

import org.jspecify.annotations.NullMarked;
