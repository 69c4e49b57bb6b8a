/** Reading the public data sets and cutting them into disjoint splits. */
@NullMarked
package dev.merganser.examples.vision.data;

import org.jspecify.annotations.NullMarked;
