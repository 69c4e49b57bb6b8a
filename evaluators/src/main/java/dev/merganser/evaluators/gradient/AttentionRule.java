package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The gradient of ONNX's own {@code Attention} (operator set 23), also with masks, causal, and with
 * groups of queries that share keys and values; without past keys, padded lengths and soft caps.
 *
 * <p>With {@code P = softmax(s Q K^T + mask)} and {@code Y = P V}: {@code dV = P^T dY}, {@code dS =
 * P dY V^T - P rowsum(P dY V^T)}, {@code dQ = s dS K}, {@code dK = s dS^T Q}; arXiv 2205.14135,
 * appendix B.2. Where the node does not give {@code P}, it is computed again, where there is a mask
 * by the operator itself.
 */
final class AttentionRule {

    static final Map<String, Rule> RULES = Map.of("Attention", AttentionRule::attention);

    private static final int MASK = 3;
    private static final int SCORES = 3;
    private static final String SCORES_MODE = "qk_matmul_output_mode";
    private static final long AFTER_SOFTMAX = 3;

    private AttentionRule() {}

    private static void attention(Application at) {
        refuseOthers(at);
        var heads = AttentionHeads.of(at);
        String gradient = heads.queries(at.gradient(0).orElseThrow());
        String shares = shares(at, heads);
        if (at.wanted(2)) {
            String sums = product(at, heads.transposed(shares), gradient);
            at.give(2, heads.keysLike(sums, at.input(2)));
        }
        if (at.wanted(0) || at.wanted(1) || isMaskWanted(at)) {
            giveToScores(at, heads, scores(at, heads, shares, gradient));
        }
    }

    private static void refuseOthers(Application at) {
        Node node = at.node();
        boolean hasOthers = node.inputs().stream().skip(MASK + 1L).anyMatch(i -> !i.isEmpty());
        if (hasOthers || node.floatAttribute("softcap", 0) != 0) {
            throw new NoRuleException(node, "with past keys, padded lengths or a soft cap");
        }
        for (int i = 1; i < node.outputs().size(); i++) {
            if (at.gradient(i).isPresent()) {
                throw new NoRuleException(node, "for its output %d".formatted(i + 1));
            }
        }
    }

    private static boolean isMaskWanted(Application at) {
        return at.node().inputs().size() > MASK && at.wanted(MASK);
    }

    /** What each query takes of each value: {@code [batch, heads, queries, keys]}. */
    private static String shares(Application at, AttentionHeads heads) {
        Node node = at.node();
        if (!at.output(SCORES).isEmpty() && node.intAttribute(SCORES_MODE, 0) == AFTER_SOFTMAX) {
            return heads.grouped(at.output(SCORES));
        }
        boolean isPlain = at.input(MASK).isEmpty() && node.intAttribute("is_causal", 0) == 0;
        return isPlain ? plainShares(at, heads) : heads.grouped(givenShares(at));
    }

    /** Without a mask these are cheaper than the operator. */
    private static String plainShares(Application at, AttentionHeads heads) {
        String keys = heads.transposed(heads.keys(at.input(1)));
        String scores = product(at, heads.queries(at.input(0)), keys);
        return at.emit(
                "Softmax", List.of(at.scale(scores, heads.scale())), Attribute.of("axis", -1));
    }

    /** What the operator gives on request. */
    private static String givenShares(Application at) {
        List<Attribute> attributes = new ArrayList<>(at.node().attributes());
        attributes.removeIf(attribute -> attribute.name().equals(SCORES_MODE));
        attributes.add(Attribute.of(SCORES_MODE, AFTER_SOFTMAX));
        return at.emitAll(
                        "Attention",
                        at.node().inputs(),
                        SCORES + 1,
                        attributes.toArray(Attribute[]::new))
                .get(SCORES);
    }

    /** The gradient of the scores before the softmax. */
    private static String scores(
            Application at, AttentionHeads heads, String shares, String gradient) {
        String values = heads.keys(at.input(2));
        String own = product(at, gradient, heads.transposed(values));
        String shared = at.emit("Mul", List.of(shares, own));
        String rows = at.sum(shared, true, heads.rank() - 1L);
        return at.emit("Sub", List.of(shared, at.emit("Mul", List.of(shares, rows))));
    }

    private static void giveToScores(Application at, AttentionHeads heads, String scores) {
        if (isMaskWanted(at)) {
            String like = heads.isGrouped() ? heads.ungrouped(scores) : scores;
            at.give(MASK, at.unbroadcast(like, heads.scores(), MASK));
        }
        if (at.wanted(0)) {
            String sums = product(at, scores, heads.keys(at.input(1)));
            at.give(0, heads.queriesLike(at.scale(sums, heads.scale()), at.input(0)));
        }
        if (at.wanted(1)) {
            String sums = product(at, heads.transposed(scores), heads.queries(at.input(0)));
            at.give(1, heads.keysLike(at.scale(sums, heads.scale()), at.input(1)));
        }
    }

    private static String product(Application at, String left, String right) {
        return at.emit("MatMul", List.of(left, right));
    }
}
