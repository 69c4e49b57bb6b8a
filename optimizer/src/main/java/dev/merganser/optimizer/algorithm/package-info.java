/** Search algorithms by ask and tell. */
@NullMarked
package dev.merganser.optimizer.algorithm;

import org.jspecify.annotations.NullMarked;
