/** Tasks and their items. */
@NullMarked
package dev.merganser.evaluators.task;

import org.jspecify.annotations.NullMarked;
