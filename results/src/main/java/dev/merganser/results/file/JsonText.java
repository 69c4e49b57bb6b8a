package dev.merganser.results.file;

import dev.merganser.recipes.error.BadDataException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import java.util.Map;

/** JSON text of plain maps, lists, texts, numbers and booleans, and back; maps keep their order. */
public final class JsonText {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
            new TypeReference<>() {};

    private JsonText() {}

    /** One line, no spaces. */
    public static String line(Map<String, ?> object) {
        return MAPPER.writeValueAsString(object);
    }

    /** Indented, ends with a line feed. */
    public static String pretty(Map<String, ?> object) {
        return prettyWriter().writeValueAsString(object) + "\n";
    }

    /** Reads an object; throws {@link BadDataException} where the text is none. */
    public static Map<String, @Nullable Object> parse(String text) {
        try {
            return MAPPER.readValue(text, OBJECT);
        } catch (JacksonException e) {
            throw new BadDataException("Must be a JSON object: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectWriter prettyWriter() {
        return MAPPER.writer()
                .with(
                        new DefaultPrettyPrinter()
                                .withObjectIndenter(new DefaultIndenter("  ", "\n")));
    }
}
