/** Which tensors of a checkpoint are which weights of an exported graph. */
@NullMarked
package dev.merganser.recipes.matching;

import org.jspecify.annotations.NullMarked;
