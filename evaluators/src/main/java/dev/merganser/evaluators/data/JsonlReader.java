package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Reads items from JSON lines: one object a line with {@code input}, an array of numbers (nested
 * for more dimensions), and a label. Other keys and blank lines are passed over.
 */
final class JsonlReader {

    private static final String INPUT = "input";

    private final String file;
    private final String labelKey;
    private final AnswerKind kind;
    private final ItemsBuilder items;

    private JsonlReader(String file, String labelKey, AnswerKind kind) {
        this.file = file;
        this.labelKey = labelKey;
        this.kind = kind;
        this.items = new ItemsBuilder(file, kind);
    }

    static Items read(Path path, String labelKey, AnswerKind kind) {
        return DataFile.read(
                path, in -> new JsonlReader(path.toString(), labelKey, kind).items(in));
    }

    private Items items(InputStream in) throws IOException {
        JsonLines.each(in, file, this::add);
        return items.build();
    }

    private void add(JsonNode object, int line) {
        JsonTensor input = JsonTensor.read(object, INPUT, file, line);
        items.add(input.shape(), input.values(), line);
        switch (kind) {
            case NONE -> {}
            case CLASS, NUMBER -> items.answer(number(object, line), line);
            case VALUES -> {
                JsonTensor target = JsonTensor.read(object, labelKey, file, line);
                items.answer(target.shape(), target.values(), line);
            }
        }
    }

    private double number(JsonNode object, int line) {
        JsonNode label = object.get(labelKey);
        if (label == null) {
            throw new BadDataException(
                    "%s, line %d: '%s' is missing.%s"
                            .formatted(
                                    file,
                                    line,
                                    labelKey,
                                    Suggestions.didYouMean(labelKey, object.propertyNames())));
        }
        if (!label.isNumber()) {
            throw bad(
                    line,
                    "'%s' must be a number, found %s"
                            .formatted(labelKey, Quoted.line(label.toString())));
        }
        return label.doubleValue();
    }

    private BadDataException bad(int line, String what) {
        return new BadDataException("%s, line %d: %s.".formatted(file, line, what));
    }
}
