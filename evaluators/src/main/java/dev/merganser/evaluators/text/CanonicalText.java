package dev.merganser.evaluators.text;

import dev.merganser.evaluators.data.Divisible;
import dev.merganser.evaluators.task.Split;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Texts as what an item is known by. */
public final class CanonicalText {

    private static final String BETWEEN = "\0";

    private CanonicalText() {}

    /** The texts of an item in UTF-8, with a zero byte between. */
    public static byte[] bytes(List<String> texts) {
        return String.join(BETWEEN, texts).getBytes(StandardCharsets.UTF_8);
    }

    /** How many bytes a text has in UTF-8. */
    public static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * How many validation and test items are those of an earlier split but for upper case, spaces
     * and punctuation.
     */
    public static int nearDuplicates(Map<Split, ? extends Divisible<?>> items) {
        Set<String> earlier = new HashSet<>();
        int count = 0;
        for (var part : new EnumMap<>(items).entrySet()) {
            Set<String> here = new HashSet<>();
            for (int item = 0; item < part.getValue().count(); item++) {
                String bare = bare(part.getValue().canonicalInput(item));
                count += earlier.contains(bare) ? 1 : 0;
                here.add(bare);
            }
            earlier.addAll(here);
        }
        return count;
    }

    private static String bare(byte[] canonical) {
        return new String(canonical, StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\p{S}\\x00]+", "");
    }
}
