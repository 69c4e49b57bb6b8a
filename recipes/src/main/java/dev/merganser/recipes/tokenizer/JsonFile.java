package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.file.SmallFile;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** JSON files of a model's folder: large ones as a stream, small ones as a tree. */
final class JsonFile {

    static final long LARGEST_STREAM = 256L << 20;
    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonFile() {}

    /** Takes one member of an object; the parser stands at its value. */
    @FunctionalInterface
    interface Member {
        void take(String name, JsonParser parser);
    }

    /**
     * Reads a file as a stream.
     *
     * @param body is handed a parser that stands at the first token, an opening brace
     * @throws BadDataException where the file is no JSON object or larger than 256 MiB
     */
    static void stream(Path file, Consumer<JsonParser> body) {
        SmallFile.requireAtMost(file, LARGEST_STREAM);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), file)) {
            require(parser.nextToken() == JsonToken.START_OBJECT, file, "must be a JSON object");
            body.accept(parser);
        } catch (JacksonException e) {
            throw damaged(file, e);
        }
    }

    /** Reads the members where the parser stands at an object; unread values are skipped. */
    static void members(JsonParser parser, Member member) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            int depth = parser.streamReadContext().getNestingDepth();
            boolean structured = parser.currentToken().isStructStart();
            member.take(name, parser);
            if (structured && parser.streamReadContext().getNestingDepth() == depth) {
                parser.skipChildren();
            }
        }
    }

    /** The object in a file, where there is one: a missing file is none. */
    static Optional<ObjectNode> tree(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        SmallFile.requireAtMost(file, SmallFile.LARGEST);
        try {
            if (MAPPER.readTree(file) instanceof ObjectNode object) {
                return Optional.of(object);
            }
            throw new BadDataException("%s must be a JSON object.".formatted(file));
        } catch (JacksonException e) {
            throw damaged(file, e);
        }
    }

    /** A text as JSON, in ASCII. */
    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** The object that a text is, where it is one. */
    static Optional<ObjectNode> parsed(String text) {
        try {
            return MAPPER.readTree(text) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /** A new object. */
    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An object as people read it. */
    static String pretty(ObjectNode object) {
        return PRETTY.writeValueAsString(object) + "\n";
    }

    /** What is damaged where {@code holds} is false. */
    static void require(boolean holds, Path file, String rule) {
        if (!holds) {
            throw new BadDataException("%s %s.".formatted(file, rule));
        }
    }

    private static BadDataException damaged(Path file, JacksonException e) {
        if (e.getCause() instanceof IOException cause) {
            return new BadDataException(
                    "%s must be readable: %s".formatted(file, DiskWords.of(file, cause)), e);
        }
        return new BadDataException(
                "%s must be valid JSON: %s".formatted(file, Quoted.json(e.getOriginalMessage())),
                e);
    }
}
