/** Merge methods that look at weights as matrices: their columns, factors and spectra. */
@NullMarked
package dev.merganser.recipes.method.spectral;

import org.jspecify.annotations.NullMarked;
