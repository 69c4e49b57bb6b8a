package dev.merganser.evaluators.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Collects rows of tokens, each once: what is asked for again gets the row that is there. */
public final class DistinctRows {

    private final Map<String, Integer> byText = new HashMap<>();
    private final Map<Encoded, Integer> byTokens = new HashMap<>();
    private final List<Encoded> rows = new ArrayList<>();

    /**
     * The row of a text, which is encoded the first time only.
     *
     * @param encode makes its tokens
     */
    public int of(String text, Function<String, Encoded> encode) {
        Integer known = byText.get(text);
        if (known == null) {
            known = of(encode.apply(text));
            byText.put(text, known);
        }
        return known;
    }

    /** The row of some tokens. */
    public int of(Encoded tokens) {
        Integer known = byTokens.putIfAbsent(tokens, rows.size());
        if (known != null) {
            return known;
        }
        rows.add(tokens);
        return rows.size() - 1;
    }

    /** The rows in the order of their numbers. */
    public List<Encoded> rows() {
        return List.copyOf(rows);
    }
}
