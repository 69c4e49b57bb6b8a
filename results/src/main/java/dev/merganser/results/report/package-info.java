/** The report that people open the next morning. */
@NullMarked
package dev.merganser.results.report;

import org.jspecify.annotations.NullMarked;
