/** Recipes in mergekit's language: what to merge, how, and with which parameters. */
@NullMarked
package dev.merganser.recipes.recipe;

import org.jspecify.annotations.NullMarked;
