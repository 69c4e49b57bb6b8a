package dev.merganser.recipes.yaml;

import dev.merganser.recipes.error.WrongUseException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLParser;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens of one YAML document as plain maps, lists, strings, numbers and flags. An alias
 * ({@code *name}) stands for what its anchor ({@code &name}) marks; the key {@code <<} takes over
 * the keys of one mapping or of several, those of the mapping itself and of earlier ones first.
 * What aliases unfold to is bounded in size and depth, so that a small file cannot become a big
 * one.
 */
final class YamlTree {

    private static final String MERGE_KEY = "<<";
    private static final long MOST_VALUES = 100_000;
    private static final int DEEPEST = 100;

    private final YAMLParser parser;
    private final String source;
    private final ScalarAnchors scalarAnchors;
    private final Map<String, Node> anchors = new HashMap<>();
    private final Set<String> marked = new HashSet<>();
    private int open;
    private int scalars;
    private long unfolded;

    /** A value, how many values it is once unfolded, and how deep they nest. */
    private record Node(@Nullable Object value, long size, int depth) {}

    private YamlTree(YAMLParser parser, String source, ScalarAnchors scalarAnchors) {
        this.parser = parser;
        this.source = source;
        this.scalarAnchors = scalarAnchors;
    }

    /**
     * Reads a document.
     *
     * @param parser stands at the document's first token
     * @param text what it parses
     */
    static YamlDocument read(YAMLParser parser, String text, String source) {
        var tree = new YamlTree(parser, source, ScalarAnchors.of(text));
        Object value = tree.node().value();
        return new YamlDocument(value, Set.copyOf(tree.marked));
    }

    /** The value of the current token and of all that belongs to it. */
    private Node node() {
        if (parser.isCurrentAlias()) {
            return alias();
        }
        Optional<String> anchor = anchor();
        if (anchor.isPresent() && open == 1 && parser.currentName() != null) {
            marked.add(parser.currentName());
        }
        Node node =
                switch (parser.currentToken()) {
                    case START_OBJECT -> mapping();
                    case START_ARRAY -> list();
                    case VALUE_STRING -> new Node(parser.getString(), 1, 0);
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                            new Node(parser.getNumberValue(), 1, 0);
                    case VALUE_TRUE -> new Node(true, 1, 0);
                    case VALUE_FALSE -> new Node(false, 1, 0);
                    case VALUE_NULL -> new Node(null, 1, 0);
                    case VALUE_EMBEDDED_OBJECT,
                            PROPERTY_NAME,
                            END_OBJECT,
                            END_ARRAY,
                            NOT_AVAILABLE ->
                            throw wrong("only texts, numbers, flags, lists and mappings are read");
                };
        anchor.ifPresent(name -> anchors.put(name, node));
        return node;
    }

    private Optional<String> anchor() {
        return parser.currentToken().isScalarValue()
                ? scalarAnchors.at(scalars++)
                : Optional.ofNullable(parser.getObjectId());
    }

    private Node alias() {
        scalars++;
        String name = parser.getString();
        Node node = anchors.get(name);
        if (node == null) {
            throw wrong(
                    "*%s must stand after what &%s marks; found none that ends before it"
                            .formatted(name, name));
        }
        unfolded += node.size();
        if (unfolded > MOST_VALUES) {
            throw wrong(
                    "aliases may stand for at most %d values in all; *%s makes it %d"
                            .formatted(MOST_VALUES, name, unfolded));
        }
        return node;
    }

    private Node list() {
        List<@Nullable Object> values = new ArrayList<>();
        long size = 1;
        int depth = 0;
        open++;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Node item = node();
            values.add(item.value());
            size += item.size();
            depth = Math.max(depth, item.depth());
        }
        return nested(values, size, depth);
    }

    private Node mapping() {
        Map<String, @Nullable Object> own = new LinkedHashMap<>();
        Map<String, @Nullable Object> taken = new LinkedHashMap<>();
        long size = 1;
        int depth = 0;
        open++;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            scalars++;
            parser.nextToken();
            Node node = node();
            size += node.size();
            depth = Math.max(depth, node.depth());
            if (key.equals(MERGE_KEY)) {
                takeOver(node.value(), taken);
            } else {
                own.put(key, node.value());
            }
        }
        taken.keySet().removeAll(own.keySet());
        taken.putAll(own);
        return nested(taken, size, depth);
    }

    private Node nested(Object value, long size, int depth) {
        open--;
        if (depth >= DEEPEST) {
            throw wrong("values may nest %d deep at most".formatted(DEEPEST));
        }
        return new Node(value, size, depth + 1);
    }

    private void takeOver(@Nullable Object value, Map<String, @Nullable Object> into) {
        switch (value) {
            case Map<?, ?> map ->
                    map.forEach((key, inner) -> into.putIfAbsent(String.valueOf(key), inner));
            case List<?> list when list.stream().allMatch(Map.class::isInstance) ->
                    list.forEach(map -> takeOver(map, into));
            case null, default -> throw wrong("<< takes over a mapping or a list of mappings");
        }
    }

    private WrongUseException wrong(String message) {
        return new WrongUseException(
                "%s: not valid here, line %d: %s."
                        .formatted(source, parser.currentTokenLocation().getLineNr(), message));
    }
}
