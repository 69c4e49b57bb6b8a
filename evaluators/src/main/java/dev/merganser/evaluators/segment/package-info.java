/** A graph cut into segments whose weights are inputs. */
@NullMarked
package dev.merganser.evaluators.segment;

import org.jspecify.annotations.NullMarked;
