/** Tasks over vectors of texts: similarity and retrieval. */
@NullMarked
package dev.merganser.evaluators.text.embedding;

import org.jspecify.annotations.NullMarked;
