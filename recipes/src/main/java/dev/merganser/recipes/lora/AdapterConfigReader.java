package dev.merganser.recipes.lora;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.SmallFile;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads {@code adapter_config.json} and refuses adapters that are more than B·A. */
final class AdapterConfigReader {

    static final String FILE = "adapter_config.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Keys that must be absent, null, false or empty, with what they ask for. */
    private static final Map<String, String> REFUSED = refused();

    /** Initialisations that change the base's own weights, so that the file alone is not enough. */
    private static final Pattern CHANGES_BASE =
            Pattern.compile("(pissa.*|olora|corda|loftq|lora_ga)", Pattern.CASE_INSENSITIVE);

    private final Path file;
    private final JsonNode config;

    private AdapterConfigReader(Path file, JsonNode config) {
        this.file = file;
        this.config = config;
    }

    private static Map<String, String> refused() {
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("use_dora", "DoRA, which also changes the norms of the weights");
        refused.put("use_qalora", "QALoRA, which pools the inputs");
        refused.put("use_bdlora", "block-diagonal LoRA");
        refused.put("alora_invocation_tokens", "activated LoRA, which depends on the prompt");
        refused.put("layer_replication", "repeated layers");
        refused.put("target_parameters", "LoRA of parameters that are no module's weight");
        refused.put("trainable_token_indices", "single rows of the embeddings");
        return refused;
    }

    /**
     * Reads the configuration in an adapter's folder.
     *
     * @throws WrongUseException where there is none, or the adapter is of a kind that is not
     *     supported
     * @throws BadDataException where it is damaged
     */
    static AdapterConfig read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new WrongUseException(
                    "A LoRA adapter must be a folder with %s; %s has none."
                            .formatted(FILE, folder));
        }
        SmallFile.requireAtMost(file, SmallFile.LARGEST);
        try {
            return new AdapterConfigReader(file, JSON.readTree(file)).config();
        } catch (JacksonException e) {
            if (e.getCause() instanceof IOException cause) {
                throw new BadDataException(
                        "%s must be readable: %s".formatted(file, DiskWords.of(file, cause)), e);
            }
            String reason = Quoted.json(e.getOriginalMessage());
            throw new BadDataException(file + " must be valid JSON: " + reason, e);
        }
    }

    private AdapterConfig config() {
        requireLora();
        refuseMore();
        return new AdapterConfig(
                rank("r", config.path("r")),
                alpha("lora_alpha", config.path("lora_alpha")),
                config.path("use_rslora").asBoolean(false),
                config.path("fan_in_fan_out").asBoolean(false),
                patterns("rank_pattern", node -> rank("rank_pattern", node)),
                patterns("alpha_pattern", node -> alpha("alpha_pattern", node)));
    }

    private void requireLora() {
        String type = config.path("peft_type").asString("nothing");
        if (!type.equals("LORA")) {
            throw new WrongUseException(
                    "%s: peft_type must be LORA, found %s: only LoRA adapters can be applied. Maybe merge it into its base with PEFT first."
                            .formatted(file, Quoted.line(type)));
        }
    }

    private void refuseMore() {
        REFUSED.forEach(
                (key, what) -> {
                    if (isSet(config.path(key))) {
                        throw new WrongUseException(
                                "%s: '%s' asks for %s, which is not supported. Maybe merge the adapter into its base with PEFT first."
                                        .formatted(file, key, what));
                    }
                });
        String start = config.path("init_lora_weights").asString("");
        if (CHANGES_BASE.matcher(start).matches()) {
            throw new WrongUseException(
                    "%s: init_lora_weights '%s' means that the base's weights were changed too. Maybe convert the adapter with PEFT's path_initial_model_for_weight_conversion."
                            .formatted(file, Quoted.line(start)));
        }
    }

    private static boolean isSet(JsonNode node) {
        return node.isContainer() ? !node.isEmpty() : node.asBoolean(false) || node.isString();
    }

    private int rank(String key, JsonNode node) {
        if (!(node.isInt() && node.intValue() > 0)) {
            throw wrong(key, "a whole number above 0", node);
        }
        return node.intValue();
    }

    private double alpha(String key, JsonNode node) {
        if (!(node.isNumber() && Double.isFinite(node.doubleValue()))) {
            throw wrong(key, "a finite number", node);
        }
        return node.doubleValue();
    }

    private <T> Map<NamePattern, T> patterns(String key, Function<JsonNode, T> value) {
        Map<NamePattern, T> patterns = new LinkedHashMap<>();
        JsonNode node = config.path(key);
        node.propertyNames()
                .forEach(text -> patterns.put(pattern(key, text), value.apply(node.path(text))));
        return patterns;
    }

    private NamePattern pattern(String key, String text) {
        return NamePattern.of(text)
                .orElseThrow(
                        () ->
                                new BadDataException(
                                        "%s: %s must have plain regular expressions as keys, without look-around and back references, found %s."
                                                .formatted(file, key, Quoted.text(text))));
    }

    private BadDataException wrong(String key, String rule, JsonNode found) {
        return new BadDataException(
                "%s: %s must be %s, found %s."
                        .formatted(
                                file,
                                key,
                                rule,
                                found.isMissingNode() ? "none" : Quoted.line(found.toString())));
    }
}
