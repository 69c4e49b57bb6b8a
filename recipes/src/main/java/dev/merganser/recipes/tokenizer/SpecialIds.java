package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.error.Quoted;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Ids of special tokens in the base's configurations, in another model's vocabulary. An id stands
 * for the token that it stands for in the base; where the vocabulary does not have that token, the
 * other model's configuration says which is taken, else the key is left out. Immutable.
 */
final class SpecialIds {

    private static final Pattern KEYS =
            Pattern.compile(".*_token_(id|ids|index)|(begin_)?suppress_tokens");

    private final String carrier;
    private final Path folder;
    private final Map<Long, Integer> moved;

    private SpecialIds(String carrier, Path folder, Map<Long, Integer> moved) {
        this.carrier = carrier;
        this.folder = folder;
        this.moved = Map.copyOf(moved);
    }

    /** Looks the tokens up that the base's configurations name. */
    static SpecialIds of(Member base, OutputVocabulary vocabulary) {
        Set<Long> named = named(base.vocabulary().folder());
        Map<Long, Integer> moved = new HashMap<>();
        base.vocabulary()
                .ids()
                .forEach(
                        (token, id) -> {
                            Integer to = vocabulary.ids().get(token);
                            if (to != null && named.contains((long) id)) {
                                moved.put((long) id, to);
                            }
                        });
        return new SpecialIds(
                vocabulary.carrier().toString(), vocabulary.carrier().vocabulary().folder(), moved);
    }

    private static Set<Long> named(Path folder) {
        Set<Long> ids = new HashSet<>();
        for (String name : List.of(ConfigChanges.CONFIG, ConfigChanges.GENERATION)) {
            JsonFile.tree(folder.resolve(name)).stream()
                    .flatMap(root -> ConfigChanges.parts(root).stream())
                    .flatMap(part -> keys(part).stream().map(part::path))
                    .flatMap(node -> node.isArray() ? node.valueStream() : Stream.of(node))
                    .forEach(id -> ids.add(id.asLong(-1)));
        }
        return ids;
    }

    private static List<String> keys(ObjectNode part) {
        return part.propertyNames().stream()
                .filter(key -> KEYS.matcher(key).matches() && isIds(part.path(key)))
                .toList();
    }

    /**
     * Changes a configuration.
     *
     * @param name of its file
     * @param warnings receives what could not be carried over
     */
    void apply(String name, ObjectNode root, List<String> warnings) {
        Optional<ObjectNode> theirs = JsonFile.tree(folder.resolve(name));
        for (ObjectNode part : ConfigChanges.parts(root)) {
            keys(part).forEach(key -> change(name, part, key, theirs, warnings));
        }
    }

    private static boolean isIds(JsonNode node) {
        return node.isIntegralNumber() || (node.isArray() && !node.isEmpty());
    }

    private void change(
            String name,
            ObjectNode part,
            String key,
            Optional<ObjectNode> theirs,
            List<String> warnings) {
        JsonNode before = part.path(key);
        Optional<JsonNode> after = moved(before);
        Optional<JsonNode> instead =
                theirs.map(config -> config.path(key)).filter(SpecialIds::isIds);
        if (after.isEmpty() || after.get().size() < before.size()) {
            warnings.add(warning(name, key, before, after.or(() -> instead)));
        }
        after.or(() -> instead)
                .ifPresentOrElse(value -> part.set(key, value), () -> part.remove(key));
    }

    private String warning(String name, String key, JsonNode before, Optional<JsonNode> after) {
        return "%s of the base has %s %s, a token that the vocabulary of %s does not have; %s."
                .formatted(
                        name,
                        Quoted.text(key),
                        Quoted.line(before.toString()),
                        carrier,
                        after.map(value -> "it becomes " + Quoted.line(value.toString()))
                                .orElse("the key is left out"));
    }

    private Optional<JsonNode> moved(JsonNode before) {
        if (before.isArray()) {
            ArrayNode after = JsonFile.object().putArray("ids");
            before.values().forEach(id -> movedId(id).ifPresent(after::add));
            return after.isEmpty() ? Optional.empty() : Optional.of(after);
        }
        return movedId(before);
    }

    /** A negative id stands for no token. */
    private Optional<JsonNode> movedId(JsonNode id) {
        if (!id.isIntegralNumber() || (id.canConvertToLong() && id.asLong() < 0)) {
            return Optional.of(id);
        }
        Integer to = id.canConvertToLong() ? moved.get(id.asLong()) : null;
        return to == null ? Optional.empty() : Optional.of(JsonFile.object().numberNode(to));
    }
}
