package dev.merganser.recipes.lora;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a tensor in an adapter's file means.
 *
 * @param module name of the module in the model
 * @param part which of its tensors
 * @param adapter name of the adapter, where the file states it
 */
record AdapterKey(String module, Part part, Optional<String> adapter) {

    /** Tensors of a module. */
    enum Part {
        A,
        B,
        EMBEDDING_A,
        EMBEDDING_B,
        /** Trained beside B and added to the module's bias. */
        B_BIAS,
        /** Belongs to an adapter, but to none of a kind that is known. */
        UNKNOWN,
        /** A full tensor in place of the base's; {@code module} is its own name. */
        FULL
    }

    static final String PREFIX = "base_model.model.";
    private static final Pattern LINEAR =
            Pattern.compile("(.+)\\.lora_([AB])(?:\\.([^.]+))?\\.(weight|bias)");
    private static final Pattern EMBEDDING =
            Pattern.compile("(.+)\\.lora_embedding_([AB])(?:\\.([^.]+))?");
    private static final Pattern WRAPPERS =
            Pattern.compile("\\.(modules_to_save(\\.default)?|base_layer)(?=\\.)");

    static AdapterKey of(String name) {
        String key = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        Matcher linear = LINEAR.matcher(key);
        if (linear.matches()) {
            Part part = linear(linear.group(2), linear.group(4));
            return new AdapterKey(linear.group(1), part, Optional.ofNullable(linear.group(3)));
        }
        Matcher embedding = EMBEDDING.matcher(key);
        if (embedding.matches()) {
            boolean first = embedding.group(2).equals("A");
            return new AdapterKey(
                    embedding.group(1),
                    first ? Part.EMBEDDING_A : Part.EMBEDDING_B,
                    Optional.ofNullable(embedding.group(3)));
        }
        Part part = key.contains(".lora_") ? Part.UNKNOWN : Part.FULL;
        return new AdapterKey(WRAPPERS.matcher(key).replaceAll(""), part, Optional.empty());
    }

    private static Part linear(String factor, String kind) {
        if (kind.equals("bias")) {
            return factor.equals("B") ? Part.B_BIAS : Part.UNKNOWN;
        }
        return factor.equals("A") ? Part.A : Part.B;
    }
}
