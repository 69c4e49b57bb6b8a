package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads rows from JSON lines. What stands in an object within the object has a name with a point:
 * {@code {"question": {"stem": "…"}}} has the field {@code question.stem}.
 */
final class JsonTable {

    private final String file;
    private final List<Row> rows = new ArrayList<>();

    private JsonTable(String file) {
        this.file = file;
    }

    static List<Row> read(InputStream in, String file) throws IOException {
        var table = new JsonTable(file);
        JsonLines.each(in, file, table::add);
        return table.rows;
    }

    private void add(JsonNode object, int line) {
        Map<String, Field> fields = new HashMap<>();
        addAll(object, "", fields, line);
        rows.add(new Row(line, fields));
    }

    private void addAll(JsonNode object, String prefix, Map<String, Field> fields, int line) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = prefix + member.getKey();
            JsonNode value = member.getValue();
            if (value.isObject()) {
                addAll(value, name + ".", fields, line);
            } else if (!value.isNull() && fields.put(name, field(value)) != null) {
                throw new BadDataException(
                        "%s, line %d: field %s must be there once."
                                .formatted(file, line, Quoted.text(name)));
            }
        }
    }

    /** A list that a cell of a CSV file holds; empty where it holds none. */
    static Optional<Field> list(String cell) {
        if (!cell.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.of(list(JsonLines.value(cell)));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static Field field(JsonNode value) {
        if (value.isArray()) {
            return list(value);
        }
        if (value.isNumber()) {
            return new Field.Number(value.doubleValue(), value.asString());
        }
        return value.isBoolean()
                ? new Field.Flag(value.booleanValue())
                : new Field.Text(value.asString());
    }

    private static Field list(JsonNode array) {
        List<JsonNode> elements = array.values().stream().toList();
        if (elements.stream().allMatch(JsonNode::isNumber)) {
            return new Field.Numbers(elements.stream().map(JsonNode::doubleValue).toList());
        }
        return elements.stream().allMatch(JsonNode::isString)
                ? new Field.Texts(elements.stream().map(JsonNode::asString).toList())
                : new Field.OtherList();
    }
}
