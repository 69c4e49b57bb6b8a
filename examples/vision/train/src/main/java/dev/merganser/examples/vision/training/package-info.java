/** Gradient descent, linear probes and the measuring of models, with DJL. */
@NullMarked
package dev.merganser.examples.vision.training;

import org.jspecify.annotations.NullMarked;
