package dev.merganser.optimizer.coefficient;

import dev.merganser.evaluators.GradientSettings;
import dev.merganser.evaluators.loss.Balance;
import dev.merganser.evaluators.loss.DrawSettings;
import dev.merganser.evaluators.loss.Guidance;
import dev.merganser.evaluators.loss.ItemChoice;
import dev.merganser.evaluators.loss.LossFormula;
import dev.merganser.evaluators.loss.LossSettings;
import dev.merganser.evaluators.loss.LossTerm;

import java.util.Map;

/**
 * What a method does where a search does not say otherwise. {@code docs/coefficients.md} has a
 * table of what was published and where this differs.
 *
 * @param start value of all coefficients
 * @param terms of the loss
 * @param batch items of a task in a batch
 * @param batches of a task in a step
 */
record MethodDefaults(
        double start,
        DescentSettings descent,
        Map<LossTerm, Double> terms,
        int batch,
        int batches) {

    private static final double HELD_OUT = 0.2;

    static MethodDefaults of(CoefficientMethod method) {
        return switch (method) {
            case ADAMERGING ->
                    new MethodDefaults(
                            0.3,
                            new DescentSettings(500, 1e-3, 0, 0, 0, 10, 10),
                            Map.of(LossTerm.ENTROPY, 1.0),
                            16,
                            2);
            case EXPERT_MERGING ->
                    new MethodDefaults(
                            0.1,
                            new DescentSettings(500, 1e-2, 0.01, 1, 0.1, 10, 10),
                            Map.of(LossTerm.DIVERGENCE, 1.0, LossTerm.HIDDEN, 0.1),
                            8,
                            1);
            case ATLAS ->
                    new MethodDefaults(
                            0,
                            new DescentSettings(500, 1e-2, 0.1, 1, 0, 10, 10),
                            Map.of(LossTerm.CROSS_ENTROPY, 1.0),
                            16,
                            1);
            case SELF_POSITIONING ->
                    new MethodDefaults(
                            1,
                            new DescentSettings(200, 1e-2, 0, 0, 0.01, 10, 10),
                            Map.of(LossTerm.CONTRASTIVE, 1.0),
                            32,
                            1);
            case FRANK_WOLFE ->
                    new MethodDefaults(
                            0.3,
                            new DescentSettings(10, 0.03, 0, 0, 0, 1, 10),
                            Map.of(LossTerm.CROSS_ENTROPY, 1.0),
                            100,
                            1);
        };
    }

    /** The soft form of Frank-Wolfe, which takes steps of Adam. */
    static MethodDefaults softFrankWolfe() {
        return new MethodDefaults(
                0.3,
                new DescentSettings(500, 1e-3, 0, 0, 0, 10, 10),
                Map.of(LossTerm.CROSS_ENTROPY, 1.0),
                16,
                1);
    }

    /** The temperature of a loss: 3 of outputs, 0.05 of pairs, else 1, where it changes nothing. */
    static double temperature(Map<LossTerm, Double> terms) {
        if (terms.containsKey(LossTerm.DIVERGENCE)) {
            return 3;
        }
        return terms.containsKey(LossTerm.CONTRASTIVE) ? 0.05 : 1;
    }

    CoefficientSettings settings(CoefficientMethod method, long seed) {
        return new CoefficientSettings(
                method,
                new StartPoint.Value(start),
                descent,
                EstimatorSettings.DEFAULTS,
                FrankWolfeSettings.DEFAULTS,
                1,
                losses(seed),
                GradientSettings.defaults());
    }

    private LossSettings losses(long seed) {
        return new LossSettings(
                new LossFormula(terms, temperature(terms), Balance.NONE),
                ItemChoice.ALL,
                Guidance.LABELS,
                new DrawSettings(batch, batches, HELD_OUT, seed));
    }
}
