package dev.merganser.optimizer.coefficient;

/**
 * What is special to Frank-Wolfe merging.
 *
 * @param soft whether each iteration learns weights of its vertices instead of a step to one
 * @param oracle how vertices are compared
 * @param byGroup whether each group of tensors has a vertex of its own; else all have the same
 * @param inner steps of Adam in an iteration of the soft form, at least 1
 */
public record FrankWolfeSettings(boolean soft, Oracle oracle, boolean byGroup, int inner) {

    /** Of a search that sets none of them. */
    public static final FrankWolfeSettings DEFAULTS =
            new FrankWolfeSettings(false, Oracle.INNER, false, 50);

    public FrankWolfeSettings {
        if (inner < 1) {
            throw new IllegalArgumentException("inner must be at least 1, found " + inner);
        }
    }

    /** How the slope towards a vertex is measured. */
    public enum Oracle {
        /** By the inner product with the gradient, as in Frank and Wolfe. */
        INNER,
        /** By that product over the length of the way, so that no long task vector wins by it. */
        COSINE
    }
}
