/**
 * The models that recipes name: opened, with what they say of themselves and where they come from.
 */
@NullMarked
package dev.merganser.recipes.model;

import org.jspecify.annotations.NullMarked;
