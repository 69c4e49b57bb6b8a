/**
 * Reverse-mode differentiation of ONNX graphs: a graph in, a graph of its gradients out, run by the
 * same runtime; and the loss of coefficients that weights depend on.
 */
@NullMarked
package dev.merganser.evaluators.gradient;

import org.jspecify.annotations.NullMarked;
