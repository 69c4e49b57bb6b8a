/**
 * Scores of an embedding model by ONNX Runtime and DJL's tokenizers alone, without Merganser: what
 * a model that was exported is worth elsewhere.
 */
@NullMarked
package dev.merganser.examples.embeddings.plain;

import org.jspecify.annotations.NullMarked;
