package dev.merganser.recipes.tokenizer;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What changes in the base's {@code config.json} and {@code generation_config.json}: the size of
 * the vocabulary, and the ids of special tokens where the vocabulary is another model's. Immutable.
 */
final class ConfigChanges {

    static final String CONFIG = "config.json";
    static final String GENERATION = "generation_config.json";
    private static final List<String> SIZES = List.of("vocab_size", "padded_vocab_size", "n_vocab");
    private static final List<String> PARTS = List.of("text_config", "llm_config", "decoder");

    private final int rows;
    private final Optional<SpecialIds> ids;

    private ConfigChanges(int rows, Optional<SpecialIds> ids) {
        this.rows = rows;
        this.ids = ids;
    }

    /**
     * Looks at the configurations of the base.
     *
     * @param rows of the merged embeddings
     */
    static ConfigChanges of(Member base, OutputVocabulary vocabulary, int rows) {
        return new ConfigChanges(
                rows,
                vocabulary.carrier().equals(base)
                        ? Optional.empty()
                        : Optional.of(SpecialIds.of(base, vocabulary)));
    }

    /** What of the base's files cannot be carried over, a line each. */
    List<String> warnings(Member base) {
        List<String> warnings = new ArrayList<>();
        for (String name : List.of(CONFIG, GENERATION)) {
            Optional<ObjectNode> root = JsonFile.tree(base.vocabulary().folder().resolve(name));
            ids.ifPresent(special -> root.ifPresent(r -> special.apply(name, r, warnings)));
        }
        return warnings;
    }

    /** A configuration with these changes; what is no JSON object stays as it is. */
    String applied(String name, String text) {
        Optional<ObjectNode> root = JsonFile.parsed(text);
        if (root.isEmpty()) {
            return text;
        }
        ObjectNode changed = root.get().deepCopy();
        ids.ifPresent(special -> special.apply(name, changed, new ArrayList<>()));
        if (name.equals(CONFIG)) {
            size(changed);
        }
        return changed.equals(root.get()) ? text : JsonFile.pretty(changed);
    }

    private void size(ObjectNode root) {
        boolean stated = false;
        for (ObjectNode part : parts(root)) {
            for (String key : SIZES) {
                if (part.path(key).isIntegralNumber()) {
                    part.put(key, rows);
                    stated = true;
                }
            }
        }
        if (!stated) {
            root.put(SIZES.getFirst(), rows);
        }
    }

    /** A configuration and the objects in it that describe its language model. */
    static List<ObjectNode> parts(ObjectNode root) {
        Stream<ObjectNode> inner =
                PARTS.stream()
                        .map(root::path)
                        .filter(ObjectNode.class::isInstance)
                        .map(ObjectNode.class::cast);
        return Stream.concat(Stream.of(root), inner).toList();
    }
}
