package dev.merganser.recipes.output;

import dev.merganser.recipes.align.LayerChange;
import dev.merganser.recipes.tensor.DType;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** The {@code config.json} of a merged model: that of its base, changed where it would be wrong. */
final class MergedConfig {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> DTYPE_KEYS = List.of("torch_dtype", "dtype");

    private MergedConfig() {}

    /**
     * The configuration with as many layers as the merged model has, wherever it states the number
     * that the stack had; lists with an element for each layer follow the layers.
     */
    static String withLayers(String config, LayerChange change) {
        try {
            if (JSON.readTree(config) instanceof ObjectNode root
                    && LayerCount.of(change).set(root)) {
                return root.toPrettyString() + "\n";
            }
            return config;
        } catch (JacksonException _) {
            return config; // not ours to judge
        }
    }

    /** The configuration with the type that the weights now have, where it states one. */
    static String withDtype(String config, DType stored) {
        try {
            if (JSON.readTree(config) instanceof ObjectNode root && setDtype(root, stored)) {
                return root.toPrettyString() + "\n";
            }
            return config;
        } catch (JacksonException _) {
            return config; // not ours to judge
        }
    }

    private static boolean setDtype(ObjectNode root, DType stored) {
        String name =
                switch (stored) {
                    case F64 -> "float64";
                    case F32 -> "float32";
                    case F16 -> "float16";
                    case BF16 -> "bfloat16";
                    case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> "";
                };
        boolean changed = false;
        for (String key : DTYPE_KEYS) {
            if (root.path(key).isString() && !root.path(key).asString().equals(name)) {
                root.put(key, name);
                changed = true;
            }
        }
        return changed;
    }
}
