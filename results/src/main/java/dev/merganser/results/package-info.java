/** What a run leaves on disk. */
@NullMarked
package dev.merganser.results;

import org.jspecify.annotations.NullMarked;
