/** Text as a graph takes it: tokenizers, and rows of tokens. */
@NullMarked
package dev.merganser.evaluators.text;

import org.jspecify.annotations.NullMarked;
