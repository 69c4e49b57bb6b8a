package dev.merganser.recipes.output;

import dev.merganser.recipes.align.LayerChange;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Puts the number of layers of a merged model into a {@code config.json}. Models call it in many
 * ways; a key counts only where its value is the number of layers that the stack had, and where it
 * speaks of that stack: keys of an encoder, a decoder, and configurations of images, sound and text
 * are told apart by their names.
 */
final class LayerCount {

    private static final List<String> COUNTS =
            List.of("num_hidden_layers", "num_layers", "n_layer", "n_layers", "depth");
    private static final List<String> ENCODER = List.of("encoder_layers", "num_encoder_layers");
    private static final List<String> DECODER = List.of("decoder_layers", "num_decoder_layers");
    private static final List<String> LISTS =
            List.of("layer_types", "layers_block_type", "no_rope_layers");

    private final LayerChange change;
    private final Kind kind;

    /** What a stack or a part of a configuration is for. */
    private enum Kind {
        IMAGE,
        SOUND,
        ANY
    }

    private LayerCount(LayerChange change) {
        this.change = change;
        this.kind = kind(change.stack());
    }

    static LayerCount of(LayerChange change) {
        return new LayerCount(change);
    }

    private static Kind kind(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("vis") || lower.contains("image")) {
            return Kind.IMAGE;
        }
        return lower.contains("audio") || lower.contains("speech") ? Kind.SOUND : Kind.ANY;
    }

    /** Sets it in a configuration and in those within it that speak of the stack. */
    boolean set(ObjectNode root) {
        boolean changed = kind == Kind.ANY && setHere(root);
        for (String name : List.copyOf(root.propertyNames())) {
            if (name.endsWith("_config")
                    && kind(name) == kind
                    && root.get(name) instanceof ObjectNode inner) {
                changed |= setHere(inner);
            }
        }
        return changed;
    }

    private boolean setHere(ObjectNode config) {
        boolean changed = false;
        for (String key : keys(config)) {
            if (config.path(key).isInt() && config.path(key).intValue() == change.before()) {
                config.put(key, change.layers());
                changed = true;
            }
        }
        for (String key : LISTS) {
            if (config.get(key) instanceof ArrayNode list && list.size() == change.before()) {
                follow(list);
                changed = true;
            }
        }
        return changed;
    }

    /** Where a decoder has keys of its own, the others are the encoder's. */
    private List<String> keys(ObjectNode config) {
        if (change.stack().contains("decoder") && DECODER.stream().anyMatch(config::has)) {
            return DECODER;
        }
        return change.stack().contains("encoder") ? join(ENCODER, COUNTS) : COUNTS;
    }

    private static List<String> join(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private void follow(ArrayNode list) {
        List<JsonNode> before = new ArrayList<>();
        list.forEach(before::add);
        list.removeAll();
        int last = before.size() - 1;
        change.origins().forEach(origin -> list.add(before.get(Math.min(origin, last))));
    }
}
