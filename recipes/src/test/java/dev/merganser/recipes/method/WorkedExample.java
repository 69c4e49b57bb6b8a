package dev.merganser.recipes.method;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Two task vectors of 4 × 4 on a base, and what an independent program makes of them. */
public final class WorkedExample {

    private static final JsonNode RESULTS = read();

    private WorkedExample() {}

    /** The 16 values of {@code base}, {@code T1}, {@code T2} or a result of that name. */
    public static float[] matrix(String name) {
        return switch (name) {
            case "base" -> new float[] {4, 1, 0, 1, 1, 5, 1, 0, 0, 1, 4, 1, 1, 0, 1, 5};
            case "T1" -> new float[] {1, 2, 0, -1, 0, 3, 1, 0, 2, -1, 1, 0, 0, 0, 1, 2};
            case "T2" -> new float[] {0, 1, 1, 0, -2, 1, 0, 1, 1, 0, 3, -1, 1, 0, -1, 1};
            default -> result(name);
        };
    }

    /** A base with one of the task vectors added. */
    public static float[] model(String taskVector) {
        float[] values = matrix("base");
        float[] delta = matrix(taskVector);
        for (int i = 0; i < values.length; i++) {
            values[i] += delta[i];
        }
        return values;
    }

    private static float[] result(String name) {
        float[] values = new float[16];
        JsonNode rows = Objects.requireNonNull(RESULTS.get(name));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rows.get(i / 4).get(i % 4).asDouble();
        }
        return values;
    }

    private static JsonNode read() {
        try (InputStream file =
                Objects.requireNonNull(
                        WorkedExample.class.getResourceAsStream(
                                "/golden/small-worked-examples.json"))) {
            return new JsonMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
