/**
 * Merge methods: one small class a method, found through {@link java.util.ServiceLoader}, and what
 * they are given for each tensor.
 *
 * <p>How a tensor is merged: {@link dev.merganser.recipes.method.MergeMethods#named} finds the
 * method, {@link dev.merganser.recipes.method.Arguments#resolve} its parameters, a {@link
 * dev.merganser.recipes.method.MergeTensor} holds its inputs, and {@link
 * dev.merganser.recipes.method.TensorMerge#prepare} gives its merged values, block by block, to as
 * many threads as ask. Families of methods have packages of their own below this one, which knows
 * none of them.
 */
@NullMarked
package dev.merganser.recipes.method;

import org.jspecify.annotations.NullMarked;
