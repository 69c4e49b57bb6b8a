package dev.merganser.recipes.kinship;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part that a matrix plays in a layer, told from its name by the conventions in use. */
public enum Role {
    QUERY("q_proj|query|query_proj|q_lin|wq|to_q|q"),
    KEY("k_proj|key|key_proj|k_lin|wk|to_k|k"),
    VALUE("v_proj|value|value_proj|v_lin|wv|to_v|v"),
    ATTENTION_OUTPUT(
            "o_proj|out_proj|out_lin|to_out\\.0|attention\\.output\\.dense|attn\\.c_proj|attention\\.dense|Attention\\.o|attention\\.wo|attention\\.output"),
    FUSED_ATTENTION("c_attn|qkv_proj|Wqkv|qkv|in_proj"),
    UP(
            "up_proj|mlp\\.up|fc1|c_fc|intermediate\\.dense|lin1|dense_h_to_4h|wi|wi_1|feed_forward\\.w3"),
    GATE("gate_proj|wi_0|feed_forward\\.w1"),
    DOWN(
            "down_proj|mlp\\.down|fc2|mlp\\.c_proj|output\\.dense|lin2|dense_4h_to_h|DenseReluDense\\.wo|feed_forward\\.w2");

    private static final Pattern NUMBER = Pattern.compile("(?:^|\\.)\\d{1,6}\\.(?!weight$)");

    private final Pattern pattern;

    Role(String names) {
        pattern = Pattern.compile("(?:^|.*\\.)(?:" + names + ")(?:[._]weight)?");
    }

    /** A role and the layer in which it is played. */
    public record Place(String layer, Role role) {}

    /** The role of a tensor, where its name tells one; the more particular name wins. */
    public static Optional<Place> of(String tensor) {
        return List.of(values()).stream()
                .filter(role -> role.pattern.matcher(tensor).matches())
                .findFirst()
                .map(role -> new Place(layer(tensor), role));
    }

    /** The name up to its last number, cross attention taken apart from self attention. */
    private static String layer(String tensor) {
        String stem = tensor.replace("to_out.0", "to_out");
        Matcher numbers = NUMBER.matcher(stem);
        int end = 0;
        while (numbers.find()) {
            end = numbers.end();
        }
        boolean cross = stem.contains("cross") || stem.contains("encoder_attn");
        return stem.substring(0, end) + (cross ? "cross" : "");
    }
}
