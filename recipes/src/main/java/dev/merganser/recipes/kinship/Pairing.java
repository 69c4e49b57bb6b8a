package dev.merganser.recipes.kinship;

/** Two weights of a layer whose product is what the layer computes with. */
public enum Pairing {
    /** {@code W_Qᵀ W_K}. */
    QUERY_KEY("query and key weights"),
    /** {@code W_O W_V}. */
    VALUE_OUTPUT("value and output weights"),
    /** {@code W_down W_up}: hidden units of the MLP may be permuted. */
    UP_DOWN("MLP weights");

    private final String words;

    Pairing(String words) {
        this.words = words;
    }

    /** What messages call the two. */
    public String words() {
        return words;
    }

    /** Whether a weight of that role is one of the two, or permuted with them. */
    boolean covers(Role role) {
        return switch (role) {
            case QUERY, KEY -> this == QUERY_KEY;
            case VALUE, ATTENTION_OUTPUT -> this == VALUE_OUTPUT;
            case FUSED_ATTENTION -> this != UP_DOWN;
            case UP, GATE, DOWN -> this == UP_DOWN;
        };
    }
}
