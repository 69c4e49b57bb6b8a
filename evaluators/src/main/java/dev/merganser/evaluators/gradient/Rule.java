package dev.merganser.evaluators.gradient;

/**
 * How one operator hands the gradients of its outputs back to its inputs: its vector-Jacobian
 * product, written as ONNX nodes.
 */
@FunctionalInterface
interface Rule {

    /**
     * Emits the gradients of all inputs that are wanted; at least one output has a gradient.
     *
     * @throws NoRuleException for a node that the rule does not cover
     */
    void apply(Application at);
}
