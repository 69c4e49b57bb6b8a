package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.AttributeValue;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;

import java.util.ArrayList;
import java.util.List;

/**
 * Plain {@code Attention} written out: {@code softmax(Q K^T / sqrt(size)) V} with heads of their
 * own for queries, keys and values {@code [batch, length, heads * size]}, without masks. What its
 * parts give is what the backward pass needs, heads laid out already. Each head is laid out with a
 * column for each position: ONNX Runtime turns what is so faster than blocks of short rows.
 */
final class AttentionParts {

    private static final long FLOAT = 1;

    private final Node node;
    private final String path;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Initializer> constants = new ArrayList<>();

    private AttentionParts(Node node) {
        this.node = node;
        this.path = node.outputs().getFirst() + "/parts/";
        write();
    }

    /** Whether a node is of this kind. */
    static boolean covers(Node node) {
        return node.opType().equals("Attention")
                && node.domain().isEmpty()
                && node.inputs().stream().limit(3).noneMatch(String::isEmpty)
                && node.inputs().stream().skip(3).allMatch(String::isEmpty)
                && node.outputs().stream().skip(1).allMatch(String::isEmpty)
                && node.intAttribute("q_num_heads", 0) > 0
                && node.intAttribute("q_num_heads", 0) == node.intAttribute("kv_num_heads", 0)
                && node.attributes().stream().allMatch(AttentionParts::isPlain);
    }

    private static boolean isPlain(Attribute attribute) {
        return switch (attribute.name()) {
            case "q_num_heads", "kv_num_heads", "qk_matmul_output_mode" -> true;
            case "is_causal" -> attribute.value().equals(new AttributeValue.IntValue(0));
            case "softcap" -> attribute.value().equals(new AttributeValue.FloatValue(0));
            default -> false;
        };
    }

    static AttentionParts of(Node node) {
        return new AttentionParts(node);
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Initializer> constants() {
        return constants;
    }

    private void write() {
        String split = longs("split", 0, 0, node.intAttribute("q_num_heads", 1), -1);
        String queries = add("queries", "Reshape", List.of(node.inputs().get(0), split));
        String scaled = add("scaled", "Div", List.of(queries, root(queries)));
        String keys = add("keys", "Reshape", List.of(node.inputs().get(1), split));
        String values = add("values", "Reshape", List.of(node.inputs().get(2), split));
        String scores = add("scores", "MatMul", List.of(exchanged(columns(scaled)), columns(keys)));
        String shares = add("shares", "Softmax", List.of(scores), Attribute.of("axis", -1));
        String sums = add("sums", "MatMul", List.of(columns(values), exchanged(shares)));
        String flat = longs("flat", 0, 0, -1);
        nodes.add(
                Node.of(
                        path + "output",
                        "Reshape",
                        List.of(turned(sums, "rows", 0, 3, 1, 2), flat),
                        List.of(node.outputs().getFirst())));
    }

    /** {@code [batch, length, heads, size]} as {@code [batch, heads, size, length]}. */
    private String columns(String value) {
        return turned(value, "columns", 0, 2, 3, 1);
    }

    /** Each matrix transposed, which ONNX Runtime does within a product. */
    private String exchanged(String value) {
        return turned(value, "exchanged", 0, 1, 3, 2);
    }

    /** The square root of the size of a head. */
    private String root(String queries) {
        String size = add("size", "Shape", List.of(queries), Attribute.of("start", 3));
        String number = add("number", "Cast", List.of(size), Attribute.of("to", FLOAT));
        return add("root", "Sqrt", List.of(number));
    }

    private String turned(String value, String how, long... order) {
        String name = value.substring(path.length()) + "/" + how;
        return add(name, "Transpose", List.of(value), Attribute.ints("perm", order));
    }

    private String add(String name, String opType, List<String> inputs, Attribute... attributes) {
        nodes.add(Node.of(path + name, opType, inputs, List.of(path + name), attributes));
        return path + name;
    }

    private String longs(String name, long... elements) {
        constants.add(new Initializer(Constants.int64s(path + name, elements)));
        return path + name;
    }
}
