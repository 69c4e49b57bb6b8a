/** The vision transformer: its tensors, its forward pass in DJL, and its inference graph. */
@NullMarked
package dev.merganser.examples.vision.model;

import org.jspecify.annotations.NullMarked;
