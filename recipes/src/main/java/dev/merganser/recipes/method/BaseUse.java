package dev.merganser.recipes.method;

/**
 * What a method makes of the recipe's {@code base_model}.
 *
 * <p>Where a base is used, it is handed over apart from the models: an entry of {@code models} that
 * names the base too is not one of the models, and its parameters are ignored. Where it is not
 * used, nothing is ever appended: the models are those that the recipe lists, and {@code
 * base_model} only says where everything but merged tensors comes from. (mergekit appends an
 * unlisted base as one more input, which makes its linear crash and its karcher average the base.)
 */
public enum BaseUse {
    /** The recipe must name a base. */
    REQUIRED,
    /** The method works with and without. */
    OPTIONAL,
    /** The method does not look at a base. */
    NONE
}
