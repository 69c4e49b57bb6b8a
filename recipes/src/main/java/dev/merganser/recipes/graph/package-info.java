/**
 * ONNX graphs as immutable records, read from and written to files. Only the reader and the writer
 * know the protobuf library.
 */
@NullMarked
package dev.merganser.recipes.graph;

import org.jspecify.annotations.NullMarked;
