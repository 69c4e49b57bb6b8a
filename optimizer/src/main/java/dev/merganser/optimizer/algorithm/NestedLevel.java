package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.NestedMapSettings;
import dev.merganser.optimizer.surrogate.Sampling;
import dev.merganser.optimizer.surrogate.SurrogateFit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One step of nested MAP: what is evaluated of the merges of two models, and which of them becomes
 * their composite.
 */
final class NestedLevel {

    private final NestedBox box;
    private final Preference preference;
    private final AlgorithmSettings settings;
    private final NestedMapSettings nested;
    private final List<double[]> design;
    private double[] foretold;
    private Optional<Fitted> fitted = Optional.empty();

    /** A step that begins with a design of its own, besides what is known. */
    NestedLevel(
            NestedBox box,
            AlgorithmSettings settings,
            NestedMapSettings nested,
            Trials trials,
            RandomGenerator random) {
        this.box = box;
        this.preference = Preference.of(settings);
        this.settings = settings;
        this.nested = nested;
        Sampling sampling = nested.sampling();
        this.design =
                sampling.points(box.size(), evaluated(trials).points(), random).stream()
                        .map(point -> sampling.isInWeights() ? box.point(point) : point)
                        .toList();
        this.foretold = middle();
    }

    private double[] middle() {
        double[] ones = new double[box.size()];
        Arrays.fill(ones, 1.0 / box.models().size());
        return box.point(ones);
    }

    /** A candidate of the box. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Known(double[] point, double[] costs) {}

    NestedBox box() {
        return box;
    }

    /** A point of the design, from 0; beyond its end one at random. */
    double[] designed(int index, RandomGenerator random) {
        return index < design.size() ? design.get(index) : random.doubles(box.size()).toArray();
    }

    /** The point with the lowest costs, by preference, that a fit to what is known foretells. */
    double[] compromise(Trials trials, long seed) {
        Evaluated evaluated = evaluated(trials);
        if (evaluated.canBeFitted()) {
            SurrogateFit fit =
                    SurrogateFit.of(
                            evaluated.alike(),
                            settings.evidence().directions(),
                            nested.front().warp());
            foretold = lowest(fit, evaluated.tried(), seed);
            List<Double> promised = Arrays.stream(fit.costs(foretold)).boxed().toList();
            fitted =
                    Optional.of(
                            new Fitted(evaluated.tried().size(), fit.models(), List.of(promised)));
        }
        return foretold;
    }

    /** What the last compromise was foretold by; empty where nothing could be fitted. */
    Optional<Fitted> fitted() {
        return fitted;
    }

    private double[] lowest(SurrogateFit fit, List<double[]> points, long seed) {
        double penalty = nested.front().leverage();
        return LowestCost.point(
                point ->
                        preference.of(box, fit.costs(point))
                                + penalty * fit.leverage().excess(point),
                box.size(),
                points,
                seed);
    }

    private List<Known> known(Trials trials) {
        List<Known> known = new ArrayList<>();
        for (Trials.Trial trial : trials.scored()) {
            box.find(trial.genes()).ifPresent(point -> known.add(new Known(point, trial.costs())));
        }
        return known;
    }

    /** What was tried of what this box holds. */
    Evaluated evaluated(Trials trials) {
        List<Known> known = known(trials);
        return new Evaluated(
                known.stream().map(Known::point).toList(),
                known.stream().map(Known::costs).toList(),
                trials.failed().stream().flatMap(genes -> box.find(genes).stream()).toList());
    }

    /**
     * The composite of the models.
     *
     * @param last costs of the last compromise, where it was scored
     */
    NestedModel composite(Trials trials, Optional<double[]> last) {
        Optional<Known> chosen =
                nested.choice() == NestedMapSettings.Choice.FORETOLD && last.isPresent()
                        ? Optional.of(new Known(foretold, last.get()))
                        : best(trials);
        double[] point = chosen.map(Known::point).orElse(middle());
        double standing =
                chosen.map(known -> preference.of(box, known.costs()))
                        .orElse(Double.POSITIVE_INFINITY);
        return new NestedModel(
                box.weights(point),
                NestedModel.joined(box.models(), NestedModel::experts),
                NestedModel.joined(box.models(), NestedModel::objectives),
                standing);
    }

    private Optional<Known> best(Trials trials) {
        return known(trials).stream()
                .min(Comparator.comparingDouble(known -> preference.of(box, known.costs())));
    }
}
