package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.graph.Node;

/** An operator or a value cannot be differentiated; the message names it. */
final class NoRuleException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Nothing is known of the operator. */
    NoRuleException(Node node) {
        this(node, "");
    }

    /**
     * A value cannot hand gradients on.
     *
     * @param type what it is other than float32
     */
    NoRuleException(String value, String type) {
        super(
                "value %s between steps is %s, and only float32 values have gradients"
                        .formatted(Quoted.text(value), type));
    }

    /**
     * A rule does not cover a node.
     *
     * @param detail follows {@code has no gradient rule}, such as {@code for training}; may be
     *     empty
     */
    NoRuleException(Node node, String detail) {
        super(
                "operator %s (node %s) has no gradient rule%s"
                        .formatted(
                                Quoted.text(node.opType()),
                                Quoted.text(node.name()),
                                detail.isEmpty() ? "" : " " + detail));
    }
}
