package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.Shape;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads items from JSON lines: one object a line with {@code input}, an array of numbers (nested
 * for more dimensions), and a label. Other keys and blank lines are passed over.
 */
final class JsonlReader {

    private static final String INPUT = "input";

    private final String file;
    private final String labelKey;

    private JsonlReader(String file, String labelKey) {
        this.file = file;
        this.labelKey = labelKey;
    }

    static Items read(Path path, String labelKey) {
        return DataFile.read(path, in -> new JsonlReader(path.toString(), labelKey).items(in));
    }

    private Items items(InputStream in) throws IOException {
        var items = new ItemsBuilder(file);
        JsonLines.each(in, file, (object, line) -> add(object, line, items));
        return items.build();
    }

    private void add(JsonNode object, int line, ItemsBuilder items) {
        List<Float> values = new ArrayList<>();
        List<Long> dims = dims(require(object, INPUT, line), line);
        flatten(object.get(INPUT), dims, 0, values, line);
        JsonNode label = require(object, labelKey, line);
        if (!label.isNumber()) {
            throw bad(line, "'%s' must be a number, found %s".formatted(labelKey, label));
        }
        float[] flat = new float[values.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = values.get(i);
        }
        items.add(new Shape(dims), flat, Cells.label(label.doubleValue(), file, line), line);
    }

    private JsonNode require(JsonNode object, String key, int line) {
        JsonNode node = object.get(key);
        if (node == null) {
            throw bad(line, "'%s' is missing".formatted(key));
        }
        return node;
    }

    private List<Long> dims(JsonNode input, int line) {
        List<Long> dims = new ArrayList<>();
        for (JsonNode node = input; node.isArray(); node = node.get(0)) {
            if (node.isEmpty()) {
                throw bad(line, "'input' must not be empty");
            }
            dims.add((long) node.size());
        }
        return dims;
    }

    private void flatten(JsonNode node, List<Long> dims, int depth, List<Float> out, int line) {
        if (depth == dims.size()) {
            if (depth == 0 || !node.isNumber()) {
                throw bad(line, "'input' must be an array of numbers, found " + node);
            }
            out.add(Cells.value(node.doubleValue(), file, line));
            return;
        }
        if (!node.isArray() || node.size() != dims.get(depth)) {
            throw bad(line, "'input' must have rows of equal length");
        }
        for (JsonNode child : node) {
            flatten(child, dims, depth + 1, out, line);
        }
    }

    private BadDataException bad(int line, String what) {
        return new BadDataException("%s, line %d: %s.".formatted(file, line, what));
    }
}
