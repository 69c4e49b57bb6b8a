package dev.merganser.recipes.mergekit;

import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.tensor.DType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What mergekit's rules changed in a merge: one line for each quirk, with counts. */
public final class MergekitNotes {

    private static final String MARK = "mergekit: ";

    private final List<Finding> findings = new ArrayList<>();

    /** A note about one quirk. */
    public static Finding note(String message) {
        return Finding.note(MARK + message);
    }

    /** A note that it knows nothing of what a recipe does around its method. */
    public static List<Finding> around(AroundMethod around) {
        return around.isNone()
                ? List.of()
                : List.of(
                        note(
                                "it does not know %s; this is Merganser's."
                                        .formatted(String.join(", ", around.keys()))));
    }

    void add(String message) {
        findings.add(note(message));
    }

    /** Notes that something holds for so many tensors, unless it holds for none. */
    void tensors(long count, String message) {
        if (count > 0) {
            add(counted(count, "tensor") + " " + message);
        }
    }

    /** How many there are of something: {@code 1 tensor}, {@code 2 tensors}. */
    static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** Notes in which type how many tensors are computed. */
    void types(List<DType> types, String message) {
        Map<DType, Integer> counts = new TreeMap<>();
        types.forEach(type -> counts.merge(type, 1, Integer::sum));
        counts.forEach((type, count) -> tensors(count, message.formatted(name(type))));
    }

    private static String name(DType type) {
        return switch (type) {
            case BF16 -> "bfloat16";
            case F16 -> "float16";
            case F32 -> "float32";
            default -> type.toString();
        };
    }

    List<Finding> findings() {
        return findings;
    }
}
