package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One JSON object read without any leniency: well-formed UTF-8, no key twice, nothing after its
 * end. Objects become {@link Map}s in their order, arrays {@link List}s, strings {@link String}s,
 * whole numbers of 64 bits {@link Long}s; every other value becomes {@link Other}, with its text.
 */
final class StrictJson {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /** A value that no format here has a use for: null, true, false, a fraction, a huge number. */
    record Other(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    private StrictJson() {}

    /**
     * Parses an object.
     *
     * @param what names the text in messages, for example {@code The header of a.safetensors}
     * @throws BadDataException where the text is anything else
     */
    static Map<String, Object> object(byte[] utf8, String what) {
        String text = decode(utf8, what);
        if (!text.startsWith("{")) {
            throw new BadDataException(what + " must be a JSON object that begins with '{'");
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            Map<String, Object> object = object(parser);
            if (parser.nextToken() != null) {
                throw new BadDataException(what + " must end with its JSON object; more follows");
            }
            return object;
        } catch (JacksonException e) {
            throw new BadDataException(what + " must be valid JSON: " + reason(e), e);
        }
    }

    private static String decode(byte[] utf8, String what) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new BadDataException(what + " must be UTF-8 text", e);
        }
    }

    private static String reason(JacksonException e) {
        return Quoted.json(e.getOriginalMessage());
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            members.put(key, value(parser));
        }
        return members;
    }

    private static List<Object> array(JsonParser parser) {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> wholeNumber(parser);
            default -> new Other(parser.getString());
        };
    }

    private static Object wholeNumber(JsonParser parser) {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> new Other(parser.getString());
        };
    }
}
