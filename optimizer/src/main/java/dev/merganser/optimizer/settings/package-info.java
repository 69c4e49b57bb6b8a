/** What the user asks of a search: {@code search.yml} and the command line as values. */
@NullMarked
package dev.merganser.optimizer.settings;

import org.jspecify.annotations.NullMarked;
