/** JMH benchmarks of the kernels that a merge or a search spends its time in. */
@NullMarked
package dev.merganser.benchmarks;

import org.jspecify.annotations.NullMarked;
