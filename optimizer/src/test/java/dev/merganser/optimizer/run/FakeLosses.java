package dev.merganser.optimizer.run;

import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;
import dev.merganser.results.step.StepKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The losses of a fake search: two tasks that pull its three weights to different points, with
 * noise that depends on the draw. A loss costs three forward passes, a gradient twelve.
 */
final class FakeLosses implements LossMeter {

    private static final double[][] WANTED = {{0.2, 0.4, 0.6}, {0.9, 0.6, 0.3}};

    private final boolean balanced;
    private final Consumer<StepKind> asked;
    private double scale;

    /**
     * Losses.
     *
     * @param balanced whether they are divided by that at the start, which must be said first
     * @param asked is told of each question
     */
    FakeLosses(boolean balanced, Consumer<StepKind> asked) {
        this.balanced = balanced;
        this.asked = asked;
        this.scale = balanced ? Double.NaN : 1;
    }

    static LossMeter plain() {
        return new FakeLosses(false, _ -> {});
    }

    @Override
    public CoefficientSpace space() {
        List<Coefficient> coefficients =
                IntStream.range(0, 3).mapToObj(i -> new Coefficient(i, 0, 0, i, 0, 1, 1)).toList();
        return new CoefficientSpace(coefficients, FakeSearch.EXPERTS);
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    @Override
    public Optional<Measured> measure(StepKind kind, long draw, List<Double> coefficients) {
        if (kind == StepKind.START && !balanced) {
            return Optional.empty();
        }
        asked.accept(kind);
        if (kind == StepKind.START) {
            scale = 1;
            scale = 1 / total(coefficients, 0);
        }
        double noise = kind == StepKind.HELD_OUT ? 0 : 0.05 * Math.sin(draw + 1.0);
        var tasks = new TreeMap<String, Double>();
        tasks.put("left", part(0, coefficients, noise));
        tasks.put("right", part(1, coefficients, noise));
        return Optional.of(
                new Measured(
                        total(coefficients, noise),
                        tasks,
                        kind == StepKind.GRADIENT ? 12 : 3,
                        3,
                        kind == StepKind.GRADIENT ? slope(coefficients, noise) : List.of()));
    }

    private double total(List<Double> coefficients, double noise) {
        return scale * (part(0, coefficients, noise) + part(1, coefficients, noise));
    }

    private static double part(int task, List<Double> coefficients, double noise) {
        double sum = 0;
        for (int i = 0; i < coefficients.size(); i++) {
            double off = coefficients.get(i) - WANTED[task][i] - noise;
            sum += off * off;
        }
        return sum;
    }

    private List<Double> slope(List<Double> coefficients, double noise) {
        List<Double> slope = new ArrayList<>();
        for (int i = 0; i < coefficients.size(); i++) {
            double middle = (WANTED[0][i] + WANTED[1][i]) / 2 + noise;
            slope.add(scale * 4 * (coefficients.get(i) - middle));
        }
        return slope;
    }
}
