/** ONNX Runtime: the environment, providers, and sessions over graphs. */
@NullMarked
package dev.merganser.evaluators.session;

import org.jspecify.annotations.NullMarked;
