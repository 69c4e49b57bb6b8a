package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.merganser.evaluators.GradientSettings;
import dev.merganser.evaluators.LossGradient;
import dev.merganser.evaluators.LossScorer;
import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.loss.DrawSettings;
import dev.merganser.evaluators.loss.Guidance;
import dev.merganser.evaluators.loss.ItemChoice;
import dev.merganser.evaluators.loss.LossFormula;
import dev.merganser.evaluators.loss.LossSettings;
import dev.merganser.evaluators.loss.LossTerm;
import dev.merganser.evaluators.session.Provider;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/** Gradients as learning takes them, against what PyTorch computed. */
class WholeEngineTest {

    private static final double LIMIT = 1e-4;

    static List<String> bundled() {
        return WholeModels.bundled();
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void gradientsThroughSegmentsArePyTorchs(String name) {
        var segments = new WholeSegments(WholeModels.of(name));

        assertThat(segments.steps()).isGreaterThan(3);
        compare(name, Activations.KEEP);
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void gradientsOfLayersThatRunAgainArePyTorchs(String name) {
        compare(name, Activations.RECOMPUTE);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("embeddings")
    void gradientsOfBgeSmallThroughSegmentsArePyTorchs(Activations activations) {
        assumeTrue(WholeModels.hasFetched(), "examples/embeddings/fetch has not been run");
        compare("bge-small", activations);
    }

    private static void compare(String name, Activations activations) {
        WholeModel model = WholeModels.of(name);
        WholeGradient gradient = new WholeSegments(model).gradient(activations);
        compare(model, gradient);
    }

    private static void compare(WholeModel model, WholeGradient gradient) {
        GradientSummary stored = GradientSummary.stored(model.name());
        assertThat(gradient.loss()).isCloseTo(stored.loss(), within(1e-5 * stored.loss()));
        assertThat(GradientSummary.of("", model, gradient).differenceFrom(stored))
                .isLessThan(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vision", "cnn"})
    void theEntropyOfATaskHasPyTorchsGradient(String name) {
        WholeModel model = WholeModels.of(name);
        var task = new WholeTask(model);
        var vectors = new WholeVectors(model);
        try (LossScorer scorer = scorer(task, vectors)) {
            LossGradient gradient = scorer.gradient(0, vectors.point());

            WholeGradient found = vectors.gradient(gradient.value().total(), task.items());
            compare(model, found);
            assertThat(gradient.gradient())
                    .usingComparatorWithPrecision(1e-6)
                    .containsExactly(coefficients(model, found));
        }
    }

    private static double[] coefficients(WholeModel model, WholeGradient gradient) {
        return gradient.coefficients(model).stream().mapToDouble(c -> c).toArray();
    }

    private static LossScorer scorer(WholeTask task, WholeVectors vectors) {
        var losses =
                new LossSettings(
                        LossFormula.of(LossTerm.ENTROPY),
                        ItemChoice.ALL,
                        Guidance.LABELS,
                        new DrawSettings(task.items(), 1, 0, 1));
        return LossScorer.open(
                task.graph(),
                List.of(task.task()),
                vectors,
                Map.of(),
                losses,
                GradientSettings.defaults(),
                RuntimeSettings.defaults().withProvider(new Provider.Cpu()).withThreads(1));
    }
}
