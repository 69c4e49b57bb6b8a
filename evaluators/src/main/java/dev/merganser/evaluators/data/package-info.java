/** Items of a task and the files they come from. */
@NullMarked
package dev.merganser.evaluators.data;

import org.jspecify.annotations.NullMarked;
