package dev.merganser.recipes.recipe;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.tensor.DType;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The names that mergekit's language gives to element types. */
final class FloatNames {

    private static final Map<String, DType> BY_NAME =
            new TreeMap<>(
                    Map.of("float32", DType.F32, "float16", DType.F16, "bfloat16", DType.BF16));

    /** What other programs call them. */
    private static final Map<String, String> ELSEWHERE =
            Map.of(
                    "bf16", "bfloat16",
                    "fp16", "float16",
                    "f16", "float16",
                    "half", "float16",
                    "fp32", "float32",
                    "f32", "float32",
                    "float", "float32");

    private FloatNames() {}

    /** {@code " Did you mean 'bfloat16'?"} for another spelling of a type, or nothing. */
    static String didYouMean(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("^torch\\.", "");
        return Suggestions.didYouMean(ELSEWHERE.getOrDefault(plain, plain), BY_NAME.keySet());
    }

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
