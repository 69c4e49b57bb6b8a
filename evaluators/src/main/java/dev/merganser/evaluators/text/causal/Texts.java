package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.data.Divisible;
import dev.merganser.evaluators.data.Table;
import dev.merganser.evaluators.text.CanonicalText;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts and where they stand.
 *
 * @param places file and line of each, for messages
 */
record Texts(List<String> texts, List<String> places) implements Divisible<Texts> {

    static final Texts NONE = new Texts(List.of(), List.of());

    Texts {
        texts = List.copyOf(texts);
        places = List.copyOf(places);
    }

    static Texts of(Table table, String field) {
        return new Texts(
                IntStream.range(0, table.count()).mapToObj(row -> table.text(row, field)).toList(),
                IntStream.range(0, table.count()).mapToObj(table::place).toList());
    }

    @Override
    public int count() {
        return texts.size();
    }

    @Override
    public byte[] canonicalInput(int item) {
        return CanonicalText.bytes(List.of(texts.get(item)));
    }

    @Override
    public Texts select(int[] chosen) {
        return new Texts(
                Arrays.stream(chosen).mapToObj(texts::get).toList(),
                Arrays.stream(chosen).mapToObj(places::get).toList());
    }
}
