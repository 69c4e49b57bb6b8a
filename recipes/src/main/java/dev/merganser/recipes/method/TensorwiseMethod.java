package dev.merganser.recipes.method;

/** A method that merges each tensor on its own, whatever the others hold. */
public sealed interface TensorwiseMethod extends MergeMethod permits BlockMethod, TensorMethod {}
