package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.data.Divisible;
import dev.merganser.evaluators.data.Table;
import dev.merganser.evaluators.text.CanonicalText;
import dev.merganser.evaluators.text.FieldNames;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Pairs of texts with how alike people find them.
 *
 * @param first one text per pair
 * @param second the other
 * @param gold finite
 * @param groups the number of the group that each pair is in, such as its data set
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Pairs(List<String> first, List<String> second, double[] gold, int[] groups)
        implements Divisible<Pairs> {

    static final Pairs NONE = new Pairs(List.of(), List.of(), new double[0], new int[0]);

    Pairs {
        first = List.copyOf(first);
        second = List.copyOf(second);
    }

    /**
     * The pairs of a table.
     *
     * @param group the field that names a pair's group; empty: all are in one
     */
    static Pairs of(Table table, FieldNames fields, Optional<String> group) {
        return new Pairs(
                texts(table, fields.of("a")),
                texts(table, fields.of("b")),
                IntStream.range(0, table.count())
                        .mapToDouble(row -> table.number(row, fields.of("gold")))
                        .toArray(),
                group.map(field -> numbered(texts(table, field)))
                        .orElseGet(() -> new int[table.count()]));
    }

    /** Each name's number, in the order in which they come. */
    private static int[] numbered(List<String> names) {
        Map<String, Integer> numbers = new HashMap<>();
        return names.stream()
                .mapToInt(name -> numbers.computeIfAbsent(name, _ -> numbers.size()))
                .toArray();
    }

    private static List<String> texts(Table table, String field) {
        return IntStream.range(0, table.count()).mapToObj(row -> table.text(row, field)).toList();
    }

    @Override
    public int count() {
        return gold.length;
    }

    @Override
    public byte[] canonicalInput(int item) {
        return CanonicalText.bytes(List.of(first.get(item), second.get(item)));
    }

    @Override
    public Pairs select(int[] chosen) {
        return new Pairs(
                Arrays.stream(chosen).mapToObj(first::get).toList(),
                Arrays.stream(chosen).mapToObj(second::get).toList(),
                Arrays.stream(chosen).mapToDouble(item -> gold[item]).toArray(),
                Arrays.stream(chosen).map(item -> groups[item]).toArray());
    }
}
