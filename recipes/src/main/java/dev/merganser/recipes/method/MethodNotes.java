package dev.merganser.recipes.method;

/**
 * What the documentation says about a merge method beside its one line, in Markdown; each part may
 * be empty.
 *
 * @param formula what it computes: b is the base's tensor, xᵢ that of model i, δᵢ = xᵢ − b, wᵢ its
 *     weight, λ the parameter {@code lambda}
 * @param explanation what the formula leaves open
 * @param cost what it takes beyond one pass over the tensors, such as a decomposition of each
 *     matrix
 */
public record MethodNotes(String formula, String explanation, String cost) {

    /** Nothing to say. */
    public static final MethodNotes NONE = new MethodNotes("", "", "");
}
