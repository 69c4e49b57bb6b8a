/** Layers of several models in one pool, and paths through them. */
@NullMarked
package dev.merganser.evaluators.path;

import org.jspecify.annotations.NullMarked;
