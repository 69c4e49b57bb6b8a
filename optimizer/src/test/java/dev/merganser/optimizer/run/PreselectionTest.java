package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.results.RunFolder;
import dev.merganser.results.journal.Event;
import dev.merganser.results.value.CandidateId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class PreselectionTest {

    private static final List<String> EXPERTS = List.of("a", "b", "c", "d");

    @TempDir private Path temp;

    /** What each model scores alone: the nll of one task, the accuracy of the other. */
    private Map<String, double[]> scores =
            Map.of(
                    "base", new double[] {1, .5},
                    "a", new double[] {.9, .6},
                    "b", new double[] {.2, .5},
                    "c", new double[] {.5, .59},
                    "d", new double[] {1, .49});

    private final List<String> phases = new ArrayList<>();

    /**
     * Ranges .8 and .11. Sums of scaled costs above the best: a .7 / .8 + 0 = .875, b 0 + .1 / .11
     * = .909, c .3 / .8 + .01 / .11 = .466, d 2. Without scaling b would be the best.
     */
    @Test
    void thoseWithTheLowestSumOfScaledCostsGoOnInTheOrderOfTheFile() {
        assertThat(keep(2)).contains(List.of("a", "c"));
        assertThat(phases)
                .containsExactly(
                        "baselines: base, experts",
                        "experts: the best 2 of 4 alone are merged: a, c");
    }

    @Test
    void ofEqualOnesTheEarlierGoOn() {
        double[] same = {1, .5};
        scores = Map.of("base", same, "a", same, "b", same, "c", same, "d", same);
        assertThat(keep(3)).contains(List.of("a", "b", "c"));
    }

    @Test
    void theChoiceIsAFactAndTheScoresAreThoseOfBaselines() {
        assertThat(keep(2)).isPresent();
        scores = Map.of();
        phases.clear();
        assertThat(keep(2)).contains(List.of("a", "c"));
        assertThat(phases).isEmpty();
        try (RunLog log = log()) {
            assertThat(log.state().kept()).contains(new Event.Kept(List.of("a", "c"), 4));
            assertThat(log.state().baseline(CandidateId.baseline(5)).orElseThrow().name())
                    .isEqualTo("expert d");
            assertThat(log.state().reference()).isEmpty();
        }
    }

    @Test
    void nothingIsChosenAfterASignal() {
        var signal = new StopSignal();
        signal.interrupt();
        assertThat(keep(2, signal)).isEmpty();
    }

    private Optional<List<String>> keep(int most) {
        return keep(most, new StopSignal());
    }

    private Optional<List<String>> keep(int most, StopSignal signal) {
        try (RunLog log = log();
                ScoringPool pool = new ScoringPool(this::score, 2)) {
            return new Preselection(
                            EXPERTS,
                            most,
                            new Scoring(log, pool, FakeSearch.QUANTITIES),
                            phases::add)
                    .run(signal);
        }
    }

    private RunLog log() {
        var folder = new RunFolder(temp.resolve("run"));
        if (folder.root().toFile().exists()) {
            return RunLog.resume(folder.journal(), folder.scores());
        }
        RunFolder.create(folder.root());
        RunLog log = RunLog.create(folder.journal(), folder.scores());
        log.record(
                new Event.RunStarted(
                        "fake",
                        1,
                        FakeSearch.QUANTITIES.objectives(),
                        FakeSearch.QUANTITIES.measures(),
                        Map.of(),
                        Instant.EPOCH));
        return log;
    }

    private Evaluation score(Recipe recipe, Split split) {
        double[] found = scores.getOrDefault(recipe.models().getFirst().model(), new double[0]);
        Map<Measure, float[]> items = new LinkedHashMap<>();
        items.put(new Measure("left", "nll"), new float[] {(float) found[0]});
        items.put(new Measure("right", "accuracy"), new float[] {(float) found[1]});
        items.put(new Measure("left", "accuracy"), new float[] {0});
        Map<Measure, Double> values = new LinkedHashMap<>();
        items.forEach((measure, scored) -> values.put(measure, (double) scored[0]));
        return new Evaluation.Scored(values, items, 1, 0);
    }
}
