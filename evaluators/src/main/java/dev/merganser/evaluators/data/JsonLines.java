package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;

/** JSON lines: one object a line; blank lines are passed over. */
final class JsonLines {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private JsonLines() {}

    /** Takes the object of one line. */
    interface Use {
        void take(JsonNode object, int line);
    }

    static void each(InputStream in, String file, Use use) throws IOException {
        TextLines.each(
                in,
                file,
                (text, line) -> {
                    if (!text.isBlank()) {
                        use.take(object(text, file, line), line);
                    }
                });
    }

    private static JsonNode object(String text, String file, int line) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException e) {
            throw new BadDataException(
                    "%s, line %d: must be one JSON object (%s)."
                            .formatted(file, line, Quoted.json(e.getOriginalMessage())),
                    e);
        }
        throw new BadDataException("%s, line %d: must be one JSON object.".formatted(file, line));
    }

    /** A list written as JSON, such as a cell of a CSV file holds; any other value as it is. */
    static JsonNode value(String text) {
        return MAPPER.readTree(text);
    }
}
