package dev.merganser.examples.embeddings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** An order that looks random and depends on nothing but the text of each item: its SHA-256. */
final class HashOrder {

    private HashOrder() {}

    static <T> List<T> of(List<T> items, Function<T, String> text) {
        return items.stream().sorted(Comparator.comparing(text.andThen(HashOrder::hash))).toList();
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(HashList.sha256().digest(text.getBytes(UTF_8)));
    }
}
