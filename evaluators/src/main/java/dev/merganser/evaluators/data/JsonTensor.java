package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.tensor.Shape;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** Numbers in nested arrays of one line of a JSON lines file. */
final class JsonTensor {

    private final String key;
    private final String file;
    private final int line;
    private final List<Long> dims = new ArrayList<>();
    private final List<Float> values = new ArrayList<>();

    private JsonTensor(String key, String file, int line) {
        this.key = key;
        this.file = file;
        this.line = line;
    }

    /** Reads the array under a key; it must be there and its rows of equal length. */
    static JsonTensor read(JsonNode object, String key, String file, int line) {
        var tensor = new JsonTensor(key, file, line);
        JsonNode array = object.get(key);
        if (array == null) {
            throw tensor.bad("is missing");
        }
        tensor.measure(array);
        tensor.flatten(array, 0);
        return tensor;
    }

    Shape shape() {
        return new Shape(dims);
    }

    float[] values() {
        float[] flat = new float[values.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = values.get(i);
        }
        return flat;
    }

    private void measure(JsonNode array) {
        for (JsonNode node = array; node.isArray(); node = node.get(0)) {
            if (node.isEmpty()) {
                throw bad("must not be empty");
            }
            dims.add((long) node.size());
        }
    }

    private void flatten(JsonNode node, int depth) {
        if (depth == dims.size()) {
            if (depth == 0 || !node.isNumber()) {
                throw bad("must be an array of numbers, found " + Quoted.line(node.toString()));
            }
            values.add(Cells.value(node.doubleValue(), file, line));
            return;
        }
        if (!node.isArray() || node.size() != dims.get(depth)) {
            throw bad("must have rows of equal length");
        }
        for (JsonNode child : node) {
            flatten(child, depth + 1);
        }
    }

    private BadDataException bad(String what) {
        return new BadDataException("%s, line %d: '%s' %s.".formatted(file, line, key, what));
    }
}
