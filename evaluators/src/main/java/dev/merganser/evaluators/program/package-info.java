/** Tasks that a program of the user's answers. */
@NullMarked
package dev.merganser.evaluators.program;

import org.jspecify.annotations.NullMarked;
