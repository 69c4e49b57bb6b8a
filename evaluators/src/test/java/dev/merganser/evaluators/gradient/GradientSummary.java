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
import java.util.stream.IntStream;

/**
 * What is stored of the gradient of a whole model.
 *
 * @param command what wrote it
 * @param coefficients derivatives of the loss in the coefficients
 * @param sizes for each of these the sum of the absolute values of what the weights add to it
 * @param weights what is known of the gradient of each weight
 */
public record GradientSummary(
        String command,
        String model,
        double loss,
        List<Double> coefficients,
        List<Double> sizes,
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

        /** Both relative to the true norm. */
        double from(Mark truth, double usual) {
            double size = Math.max(truth.norm, usual / 100);
            return Math.max(Math.abs(norm - truth.norm), Math.abs(along - truth.along)) / size;
        }
    }

    public static GradientSummary of(String command, WholeModel model, WholeGradient gradient) {
        var marks = new TreeMap<String, Mark>();
        gradient.weights().forEach((name, each) -> marks.put(name, Mark.of(name, each)));
        return new GradientSummary(
                command,
                model.name(),
                gradient.loss(),
                gradient.coefficients(model),
                gradient.sizes(model),
                marks);
    }

    /**
     * The largest difference from what is true: of coefficients relative to what their sums are
     * made of, since where these cancel the digits left are those of their rounding; of the marks
     * of weights relative to the norm, which is taken for no smaller than a hundredth of what is
     * usual.
     */
    public double differenceFrom(GradientSummary truth) {
        return Math.max(ofCoefficients(truth), ofWeights(truth));
    }

    private double ofCoefficients(GradientSummary truth) {
        return IntStream.range(0, coefficients.size())
                .mapToDouble(
                        i ->
                                Math.abs(coefficients.get(i) - truth.coefficients.get(i))
                                        / truth.sizes.get(i))
                .max()
                .orElseThrow();
    }

    private double ofWeights(GradientSummary truth) {
        double usual = rootMeanSquare(truth.weights.values().stream().map(Mark::norm).toList());
        return truth.weights.keySet().stream()
                .mapToDouble(name -> weights.get(name).from(truth.weights.get(name), usual))
                .max()
                .orElseThrow();
    }

    private static double rootMeanSquare(List<Double> values) {
        return Math.sqrt(values.stream().mapToDouble(each -> each * each).average().orElseThrow());
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
