package dev.merganser.recipes.recipe;

import dev.merganser.recipes.tensor.DType;

import java.util.Map;
import java.util.TreeMap;

/** The names that mergekit's language gives to element types. */
final class FloatNames {

    private static final Map<String, DType> BY_NAME =
            new TreeMap<>(
                    Map.of("float32", DType.F32, "float16", DType.F16, "bfloat16", DType.BF16));

    private FloatNames() {}

    static Map<String, DType> byName() {
        return BY_NAME;
    }

    static String of(DType type) {
        return BY_NAME.entrySet().stream()
                .filter(entry -> entry.getValue() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
