/** Writing files that survive a crash: whole or not at all, or append-only. */
@NullMarked
package dev.merganser.results.file;

import org.jspecify.annotations.NullMarked;
