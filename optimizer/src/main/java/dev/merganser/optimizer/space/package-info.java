/** Search spaces: how genes become recipes and back. */
@NullMarked
package dev.merganser.optimizer.space;

import org.jspecify.annotations.NullMarked;
