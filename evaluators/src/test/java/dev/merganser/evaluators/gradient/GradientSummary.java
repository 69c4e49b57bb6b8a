package dev.merganser.evaluators.gradient;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is stored of the gradient of a whole model.
 *
 * @param command what wrote it
 * @param coefficients derivatives of the loss in the coefficients
 * @param weights what is known of the gradient of each weight
 */
public record GradientSummary(
        String command,
        String model,
        double loss,
        List<Double> coefficients,
        SortedMap<String, Mark> weights) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * What tells one gradient from another.
     *
     * @param norm its Euclidean norm
     * @param along its inner product with normally distributed numbers that follow from the name
     */
    public record Mark(double norm, double along) {

        static Mark of(String name, double[] gradient) {
            float[] numbers = Gaussian.numbers("mark " + name, gradient.length);
            return new Mark(WholeGradient.norm(gradient), WholeGradient.dot(gradient, numbers));
        }
    }

    public static GradientSummary of(String command, WholeModel model, WholeGradient gradient) {
        var marks = new TreeMap<String, Mark>();
        gradient.weights().forEach((name, each) -> marks.put(name, Mark.of(name, each)));
        return new GradientSummary(
                command, model.name(), gradient.loss(), gradient.coefficients(model), marks);
    }

    public void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, JSON.writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The values that are stored for a model. */
    public static GradientSummary stored(String model) {
        return JSON.readValue(file(model), GradientSummary.class);
    }

    public static Path file(String model) {
        return Path.of("src/test/resources/gradient", model + ".json");
    }
}
