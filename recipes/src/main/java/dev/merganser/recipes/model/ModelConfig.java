package dev.merganser.recipes.model;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.file.SmallFile;

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
import java.util.Set;
import java.util.stream.Stream;

/** What the {@code config.json} of a Hugging Face folder says, as far as merging asks. */
public final class ModelConfig {

    /** The name of the configuration in a model's folder. */
    public static final String FILE = "config.json";

    /** The name of the file beside it with what concerns the writing of text. */
    public static final String GENERATION = "generation_config.json";

    private static final Set<String> INPUTS_FIRST = Set.of("gpt2", "openai-gpt");

    /** What layers compute with besides their weights. */
    private static final List<String> OF_LAYERS =
            List.of(
                    "model_type",
                    "num_attention_heads",
                    "n_head",
                    "num_key_value_heads",
                    "head_dim",
                    "hidden_act",
                    "hidden_activation",
                    "activation_function",
                    "layer_norm_eps",
                    "layer_norm_epsilon",
                    "rms_norm_eps",
                    "position_embedding_type",
                    "rope_theta");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ModelConfig() {}

    /** {@code num_hidden_layers}, where a configuration states it. */
    public static OptionalInt layers(Checkpoint checkpoint) {
        return number(read(checkpoint), "num_hidden_layers");
    }

    /** Rows of one attention head, where a configuration states it or what it follows from. */
    public static OptionalInt headDim(Checkpoint checkpoint) {
        JsonNode config = read(checkpoint);
        OptionalInt stated = number(config, "head_dim");
        int hidden = number(config, "hidden_size").orElse(0);
        int heads = number(config, "num_attention_heads").orElse(0);
        boolean follows = stated.isEmpty() && heads > 0 && hidden > 0 && hidden % heads == 0;
        return follows ? OptionalInt.of(hidden / heads) : stated;
    }

    /** How many heads of queries an attention has, by whichever key states it. */
    public static OptionalInt heads(Checkpoint checkpoint) {
        JsonNode config = read(checkpoint);
        return Stream.of("num_attention_heads", "n_head", "num_heads", "n_heads")
                .map(key -> number(config, key))
                .filter(heads -> heads.orElse(0) > 0)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    /** Whether heads look at distances differently, by ALiBi (arXiv:2108.12409). */
    public static boolean usesAlibi(Checkpoint checkpoint) {
        JsonNode config = read(checkpoint);
        return config.path("alibi").asBoolean(false)
                || config.path("attn_config").path("alibi").asBoolean(false)
                || config.path("position_embedding_type").asString("").equals("alibi");
    }

    /** {@code tie_word_embeddings}, where a configuration states it. */
    public static Optional<Boolean> tiesEmbeddings(Checkpoint checkpoint) {
        JsonNode tied = read(checkpoint).path("tie_word_embeddings");
        return tied.isBoolean() ? Optional.of(tied.booleanValue()) : Optional.empty();
    }

    /**
     * What layers of a model would compute with otherwise by another's configuration, such as
     * {@code num_attention_heads is 12, not 16}; keys that both state.
     */
    public static List<String> differences(Checkpoint model, Checkpoint other) {
        JsonNode ours = read(model);
        JsonNode theirs = read(other);
        return OF_LAYERS.stream()
                .filter(key -> ours.path(key).isValueNode() && theirs.path(key).isValueNode())
                .filter(key -> !ours.path(key).equals(theirs.path(key)))
                .map(key -> "%s is %s, not %s".formatted(key, ours.path(key), theirs.path(key)))
                .toList();
    }

    private static OptionalInt number(JsonNode config, String key) {
        JsonNode value = config.path(key);
        return value.isInt() ? OptionalInt.of(value.intValue()) : OptionalInt.empty();
    }

    /** The whole configuration; of no kind where there is none that can be read. */
    private static JsonNode read(Checkpoint checkpoint) {
        Path file = checkpoint.path().resolve(FILE);
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

    /** {@code model_type}, where a configuration states it. */
    public static Optional<String> modelType(Checkpoint checkpoint) {
        return read(checkpoint).path("model_type").stringValueOpt();
    }

    /**
     * Whether linear weights are stored as {@code [in, out]}, as GPT-2's Conv1D does; by {@code
     * model_type}.
     */
    public static boolean storesInputsFirst(Checkpoint checkpoint) {
        return modelType(checkpoint).filter(INPUTS_FIRST::contains).isPresent();
    }

    /** {@code architectures}; empty where a configuration does not state them. */
    public static List<String> architectures(Checkpoint checkpoint) {
        return read(checkpoint)
                .path("architectures")
                .valueStream()
                .flatMap(name -> name.stringValueOpt().stream())
                .toList();
    }
}
