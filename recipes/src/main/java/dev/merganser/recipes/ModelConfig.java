package dev.merganser.recipes;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.file.SmallFile;
import dev.merganser.recipes.tensor.DType;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The {@code config.json} of a Hugging Face folder, as far as merging touches it. */
final class ModelConfig {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> DTYPE_KEYS = List.of("torch_dtype", "dtype");

    private ModelConfig() {}

    /** {@code num_hidden_layers}, where a configuration states it. */
    static OptionalInt layers(Checkpoint checkpoint) {
        return number(read(checkpoint), "num_hidden_layers");
    }

    /** Rows of one attention head, where a configuration states it or what it follows from. */
    static OptionalInt headDim(Checkpoint checkpoint) {
        JsonNode config = read(checkpoint);
        OptionalInt stated = number(config, "head_dim");
        int hidden = number(config, "hidden_size").orElse(0);
        int heads = number(config, "num_attention_heads").orElse(0);
        boolean follows = stated.isEmpty() && heads > 0 && hidden > 0 && hidden % heads == 0;
        return follows ? OptionalInt.of(hidden / heads) : stated;
    }

    /** {@code tie_word_embeddings}, where a configuration states it. */
    static Optional<Boolean> tiesEmbeddings(Checkpoint checkpoint) {
        JsonNode tied = read(checkpoint).path("tie_word_embeddings");
        return tied.isBoolean() ? Optional.of(tied.booleanValue()) : Optional.empty();
    }

    private static OptionalInt number(JsonNode config, String key) {
        JsonNode value = config.path(key);
        return value.isInt() ? OptionalInt.of(value.intValue()) : OptionalInt.empty();
    }

    /** The whole configuration; of no kind where there is none that can be read. */
    private static JsonNode read(Checkpoint checkpoint) {
        Path file = checkpoint.path().resolve(CompanionFiles.CONFIG);
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(SmallFile.text(file));
        } catch (JacksonException | BadDataException _) {
            return MissingNode.getInstance(); // ConfigCheck says so; tensors' names tell as well
        }
    }

    /** What keeps a text from being a configuration, in words; empty where it is one. */
    static Optional<String> damage(String config) {
        try {
            return JSON.readTree(config) instanceof ObjectNode
                    ? Optional.empty()
                    : Optional.of("found something else");
        } catch (JacksonException e) {
            return Optional.of(Quoted.json(e.getOriginalMessage()));
        }
    }

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

    /** What a configuration says of the modules of a model; nothing where there is none. */
    static ModuleKinds kinds(Checkpoint checkpoint) {
        JsonNode config = read(checkpoint);
        return ModuleKinds.of(
                config.path("model_type").stringValueOpt(),
                config.path("architectures")
                        .valueStream()
                        .flatMap(name -> name.stringValueOpt().stream())
                        .toList());
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
