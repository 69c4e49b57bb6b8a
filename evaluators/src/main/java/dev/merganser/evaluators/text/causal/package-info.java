/** Tasks over the likelihood of texts: perplexity and multiple choice. */
@NullMarked
package dev.merganser.evaluators.text.causal;

import org.jspecify.annotations.NullMarked;
