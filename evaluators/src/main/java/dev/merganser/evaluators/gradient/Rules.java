package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Node;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules of all operators that can be differentiated, by operator. */
final class Rules {

    /** Of ONNX's own operators by name; of others by {@code domain:name}. */
    private static final Map<String, Rule> ALL =
            joined(
                    List.of(
                            ActivationRules.RULES,
                            AttentionRule.RULES,
                            ChannelNormRules.RULES,
                            ConvolutionRules.RULES,
                            EinsumRule.RULES,
                            ElementwiseRules.RULES,
                            IndexingRules.RULES,
                            LayerNormRules.RULES,
                            PoolingRules.RULES,
                            ProductRules.RULES,
                            ReductionRules.RULES,
                            ShapeRules.RULES,
                            SliceRules.RULES,
                            SoftmaxRules.RULES));

    private Rules() {}

    private static Map<String, Rule> joined(List<Map<String, Rule>> families) {
        Map<String, Rule> all = new HashMap<>();
        families.forEach(all::putAll);
        return Map.copyOf(all);
    }

    /** The rule of a node's operator. */
    static Optional<Rule> find(Node node) {
        boolean own = node.domain().isEmpty() || node.domain().equals("ai.onnx");
        return Optional.ofNullable(
                ALL.get(own ? node.opType() : node.domain() + ":" + node.opType()));
    }
}
