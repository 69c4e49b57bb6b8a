package dev.merganser.optimizer.coefficient;

import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Quadratic losses with known minima: Σ a (c − t)², with a shift of the targets for each draw, and
 * other targets for held-out items. Remembers what it was asked.
 */
public final class AnalyticLosses implements Losses {

    private final CoefficientSpace space;
    private final List<Double> curvatures;
    private final List<Double> targets;
    private final List<Double> heldOutTargets;
    private final ToDoubleFunction<Long> shift;
    private final Optional<String> obstacle;
    private final List<String> questions = new ArrayList<>();

    private AnalyticLosses(
            CoefficientSpace space,
            List<Double> curvatures,
            List<Double> targets,
            List<Double> heldOutTargets,
            ToDoubleFunction<Long> shift,
            Optional<String> obstacle) {
        this.space = space;
        this.curvatures = curvatures;
        this.targets = targets;
        this.heldOutTargets = heldOutTargets;
        this.shift = shift;
        this.obstacle = obstacle;
    }

    /** Coefficients in [0, 1] of each model and group, pulled to .2, .4, .6, .2 … */
    public static AnalyticLosses quadratic(int models, int groups) {
        return of(space(models, groups, 1, 0, 1));
    }

    /** Of a space, pulled to .2, .4, .6, .2 … with curvatures 1, 2, 3 … */
    public static AnalyticLosses of(CoefficientSpace space) {
        List<Double> targets =
                IntStream.range(0, space.size()).mapToObj(i -> 0.2 + 0.2 * (i % 3)).toList();
        List<Double> curvatures = IntStream.range(0, space.size()).mapToObj(i -> 1.0 + i).toList();
        return new AnalyticLosses(space, curvatures, targets, targets, _ -> 0, Optional.empty());
    }

    /** A space of models, groups and parts, gene by gene, with norms 1, 2, 3 … of the groups. */
    public static CoefficientSpace space(
            int models, int groups, int parts, double low, double high) {
        List<Coefficient> coefficients = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            for (int model = 0; model < models; model++) {
                for (int part = 0; part < parts; part++) {
                    int gene = coefficients.size();
                    coefficients.add(
                            new Coefficient(model, group, part, gene, low, high, group + 1.0));
                }
            }
        }
        List<String> names = IntStream.range(0, models).mapToObj(m -> "expert" + m).toList();
        return new CoefficientSpace(coefficients, names);
    }

    /** The same with other targets. */
    public AnalyticLosses withTargets(Double... newTargets) {
        return new AnalyticLosses(
                space, curvatures, List.of(newTargets), List.of(newTargets), shift, obstacle);
    }

    /** The same with other targets of held-out items. */
    public AnalyticLosses withHeldOut(Double... newTargets) {
        return new AnalyticLosses(space, curvatures, targets, List.of(newTargets), shift, obstacle);
    }

    /** The same with targets that move from draw to draw. */
    public AnalyticLosses withShift(ToDoubleFunction<Long> newShift) {
        return new AnalyticLosses(space, curvatures, targets, heldOutTargets, newShift, obstacle);
    }

    /** The same without gradients. */
    public AnalyticLosses withObstacle(String reason) {
        return new AnalyticLosses(
                space, curvatures, targets, heldOutTargets, shift, Optional.of(reason));
    }

    /** Where the loss of an average draw is lowest. */
    public List<Double> targets() {
        return targets;
    }

    /** Each question: the word, and the draw where there is one. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    @Override
    public CoefficientSpace space() {
        return space;
    }

    @Override
    public Optional<String> obstacle() {
        return obstacle;
    }

    @Override
    public Optional<Reading> start(List<Double> coefficients) {
        questions.add("start");
        return Optional.empty();
    }

    @Override
    public Reading loss(long draw, List<Double> coefficients) {
        questions.add("loss " + draw);
        return reading(coefficients, targets, shift.applyAsDouble(draw));
    }

    @Override
    public Slope gradient(long draw, List<Double> coefficients) {
        questions.add("gradient " + draw);
        double moved = shift.applyAsDouble(draw);
        List<Double> gradient =
                IntStream.range(0, coefficients.size())
                        .mapToObj(
                                i ->
                                        2
                                                * curvatures.get(i)
                                                * (coefficients.get(i) - targets.get(i) - moved))
                        .toList();
        return new Slope(reading(coefficients, targets, moved), gradient);
    }

    @Override
    public Reading heldOut(List<Double> coefficients) {
        questions.add("held_out");
        return reading(coefficients, heldOutTargets, 0);
    }

    private Reading reading(List<Double> coefficients, List<Double> wanted, double moved) {
        double sum = 0;
        for (int i = 0; i < coefficients.size(); i++) {
            double off = coefficients.get(i) - wanted.get(i) - moved;
            sum += curvatures.get(i) * off * off;
        }
        return new Reading(sum, Map.of("task", sum));
    }
}
