/** Running a search: the loop, its journal, baselines, and the scoring of the front. */
@NullMarked
package dev.merganser.optimizer.run;

import org.jspecify.annotations.NullMarked;
