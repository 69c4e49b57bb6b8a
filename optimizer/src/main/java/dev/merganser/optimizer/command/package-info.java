/** The command line: each command parses, calls the library and prints. */
@NullMarked
package dev.merganser.optimizer.command;

import org.jspecify.annotations.NullMarked;
