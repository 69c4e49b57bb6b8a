/**
 * Merging models, from a recipe to files. From the bottom up: {@code tensor}, {@code checkpoint},
 * {@code graph} and {@code lora} read and write weights; {@code recipe} and {@code method} say what
 * to do; {@code model} opens the models, {@code align} puts them side by side, {@code plan} makes a
 * recipe and its models one {@link dev.merganser.recipes.plan.MergePlan}; {@code output}, {@code
 * adapter}, {@code check} and {@code stage} carry plans out or judge them.
 */
@NullMarked
package dev.merganser.recipes;

import org.jspecify.annotations.NullMarked;
