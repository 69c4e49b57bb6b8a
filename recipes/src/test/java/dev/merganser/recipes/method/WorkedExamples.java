package dev.merganser.recipes.method;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.DoubleStream;

/** Two 4×4 task vectors, their base, and what an independent numpy program makes of them. */
public final class WorkedExamples {
    private static final float[] BASE = {4, 1, 0, 1, 1, 5, 1, 0, 0, 1, 4, 1, 1, 0, 1, 5};
    private static final float[] ONE = {1, 2, 0, -1, 0, 3, 1, 0, 2, -1, 1, 0, 0, 0, 1, 2};
    private static final float[] TWO = {0, 1, 1, 0, -2, 1, 0, 1, 1, 0, 3, -1, 1, 0, -1, 1};
    private static final JsonNode NUMBERS = numbers();

    private WorkedExamples() {}

    /** A merge of the two on their base. */
    public static ArrayMerge merge(String method) {
        return ArrayMerge.of(method).base(BASE).model(expert(ONE)).model(expert(TWO));
    }

    private static float[] expert(float[] delta) {
        float[] expert = BASE.clone();
        for (int i = 0; i < expert.length; i++) {
            expert[i] += delta[i];
        }
        return expert;
    }

    /** What a merged tensor has more than the base. */
    public static double[] delta(float[] merged) {
        double[] delta = new double[merged.length];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (double) merged[i] - BASE[i];
        }
        return delta;
    }

    /** The numbers of that name, nested ones in a row, to six decimals. */
    public static double[] expected(String name) {
        return doubles(NUMBERS.get(name)).toArray();
    }

    private static DoubleStream doubles(JsonNode node) {
        return node.isArray()
                ? node.valueStream().flatMapToDouble(WorkedExamples::doubles)
                : DoubleStream.of(node.asDouble());
    }

    private static JsonNode numbers() {
        String name = "/golden/small-worked-examples.json";
        try (InputStream in = WorkedExamples.class.getResourceAsStream(name)) {
            return new JsonMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
