package dev.merganser.optimizer.run;

import dev.merganser.evaluators.LossGradient;
import dev.merganser.evaluators.LossScorer;
import dev.merganser.evaluators.LossValue;
import dev.merganser.evaluators.Scorer;
import dev.merganser.evaluators.task.Task;
import dev.merganser.optimizer.coefficient.CoefficientRules;
import dev.merganser.optimizer.coefficient.CoefficientSettings;
import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.optimizer.coefficient.Estimator;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.optimizer.space.LinearMerges;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.tensor.WeightSource;
import dev.merganser.recipes.vector.WeightVectors;
import dev.merganser.results.step.StepKind;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an algorithm that learns coefficients works with, opened and checked: the vectors that its
 * coefficients multiply, and the sessions that run the graph forward and backward. Owns them until
 * released or closed; the models must stay open as long. For one thread.
 */
final class LossBench implements LossMeter, AutoCloseable {

    private final CoefficientSettings learning;
    private final CoefficientSpace space;
    private final WeightVectors vectors;
    private final LossScorer scorer;
    private boolean released;

    private LossBench(
            CoefficientSettings learning,
            CoefficientSpace space,
            WeightVectors vectors,
            LossScorer scorer) {
        this.learning = learning;
        this.space = space;
        this.vectors = vectors;
        this.scorer = scorer;
    }

    /**
     * Opens what the algorithm of a search asks; empty where it asks for no losses.
     *
     * @param scorer of the graph, which must stay open as long; there is one where a task asks it
     */
    static Optional<LossBench> open(
            SearchSettings settings,
            List<Task> tasks,
            Merger merger,
            Genome genome,
            Optional<Scorer> scorer) {
        return settings.algorithm()
                .coefficients()
                .map(
                        learning ->
                                open(
                                        settings,
                                        learning,
                                        LossRules.descended(settings, tasks),
                                        merger,
                                        genome.linearMerges().orElseThrow(),
                                        scorer.orElseThrow()));
    }

    private static LossBench open(
            SearchSettings settings,
            CoefficientSettings learning,
            List<Task> tasks,
            Merger merger,
            LinearMerges merges,
            Scorer candidates) {
        WeightVectors vectors = merges.vectors(merger, candidates.weightNames());
        try {
            LossScorer scorer =
                    LossScorer.open(
                            candidates.model(),
                            tasks,
                            vectors,
                            teachers(settings.models(), merger),
                            learning.losses(),
                            learning.gradients(),
                            settings.runtime());
            return learning(learning, merges, vectors, scorer);
        } catch (RuntimeException e) {
            vectors.close();
            throw e;
        }
    }

    /** Closes the scorer where something is wrong. */
    private static LossBench learning(
            CoefficientSettings learning,
            LinearMerges merges,
            WeightVectors vectors,
            LossScorer scorer) {
        try {
            CoefficientSpace space = merges.space().withNorms(vectors.norms());
            var bench = new LossBench(learning, space, vectors, scorer);
            var _ = bench.estimator();
            return bench;
        } catch (RuntimeException e) {
            scorer.close();
            throw e;
        }
    }

    private static Map<String, WeightSource> teachers(ModelSettings models, Merger merger) {
        Map<String, WeightSource> teachers = new LinkedHashMap<>();
        models.paths()
                .keySet()
                .forEach(alias -> teachers.put(alias, merger.plan(BaselineRecipes.single(alias))));
        return teachers;
    }

    /** How slopes are found, after a fallback. */
    Estimator estimator() {
        return CoefficientRules.estimator(learning.estimation(), obstacle());
    }

    /** Says that a fallback took place, and why. */
    Optional<String> warning() {
        return CoefficientRules.fallback(learning.estimation(), obstacle());
    }

    @Override
    public CoefficientSpace space() {
        return space;
    }

    @Override
    public Optional<String> obstacle() {
        return scorer.obstacle();
    }

    @Override
    public Optional<Measured> measure(StepKind kind, long draw, List<Double> coefficients) {
        requireHeld(kind, draw);
        double[] point = coefficients.stream().mapToDouble(Double::doubleValue).toArray();
        return switch (kind) {
            case START -> scorer.start(point).map(LossBench::measured);
            case LOSS -> Optional.of(measured(scorer.loss(draw, point)));
            case GRADIENT -> Optional.of(measured(scorer.gradient(draw, point)));
            case HELD_OUT -> Optional.of(measured(scorer.heldOut(point)));
        };
    }

    private void requireHeld(StepKind kind, long draw) {
        if (released) {
            throw new IllegalStateException(
                    "Losses must be asked for before their vectors and sessions are released, but one more (%s on draw %d) came afterwards."
                            .formatted(kind.key(), draw));
        }
    }

    private static Measured measured(LossValue value) {
        return new Measured(
                value.total(), value.tasks(), value.forwards(), value.forwards(), List.of());
    }

    private Measured measured(LossGradient loss) {
        LossValue value = loss.value();
        return new Measured(
                value.total(),
                value.tasks(),
                value.forwards(),
                learning.itemsOfGradient(value.forwards()),
                Arrays.stream(loss.gradient()).boxed().toList());
    }

    @Override
    public void release() {
        if (!released) {
            released = true;
            try (vectors) {
                scorer.close();
            }
        }
    }

    @Override
    public void close() {
        release();
    }
}
