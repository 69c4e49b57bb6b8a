/** Per-item scores on disk. */
@NullMarked
package dev.merganser.results.score;

import org.jspecify.annotations.NullMarked;
