package dev.merganser.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.PathScorer.LayerCalls;
import dev.merganser.evaluators.PathScorer.Outcome;
import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.recipe.Scaling;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

class PathScorerTest {

    private static final Measure NLL = new Measure("digits", "nll");
    private static final RuntimeSettings SETTINGS =
            RuntimeSettings.defaults()
                    .withProvider(new Provider.Cpu())
                    .withThreads(1)
                    .withMemoryBytes(64 << 20)
                    .withWeights(WeightMode.FEED)
                    .withBatch(16);

    private final Graph vit = TestModels.vit();
    private final LayerPool pool = PathPools.of(vit, "a", "b");
    private final Task task = TestTasks.of("digits", 16, 10, 40, 5);
    private final Map<String, FakeWeights> models =
            Map.of(
                    "a", FakeWeights.of(vit),
                    "b", FakeWeights.of(TestModels.vit(3, 16, 2, 32, 2)));

    private PathCandidate path(String layers) {
        return PathPools.path(models, "a", Scaling.BRANCHES, layers);
    }

    private static Outcome.Scored scored(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Scored.class);
        return (Outcome.Scored) outcome;
    }

    private static float[] nll(PathScorer scorer, PathCandidate path) {
        return scored(scorer.score(List.of(path), Split.SEARCH, Set.of(NLL)).getFirst())
                .scores()
                .get(NLL);
    }

    @Test
    void theIdentityPathScoresAsTheGraphWithTheSameWeightsDoes() {
        try (var graph = Scorer.open(vit, List.of(task), SETTINGS);
                var paths = PathScorer.open(pool, List.of(task), SETTINGS)) {
            for (String model : List.of("a", "b")) {
                float[] expected =
                        graph.score(models.get(model), Split.SEARCH, Set.of(NLL)).get(NLL);
                assertThat(nll(paths, paths.identity(model, models.get(model))))
                        .isEqualTo(expected);
            }
            assertThat(nll(paths, path("a:0 a:1 a:2")))
                    .isNotEqualTo(nll(paths, path("a:1 a:0 a:2")));
        }
    }

    @Test
    void callsOfLayersAreDoneOnceForAllThatShareThem() {
        try (var scorer = PathScorer.open(pool, List.of(task), SETTINGS)) {
            List<LayerCalls> calls =
                    scorer
                            .score(
                                    List.of(path("a:0 a:1 b:2"), path("a:0 a:1 a:2"), path("b:0")),
                                    Split.SEARCH,
                                    Set.of(NLL))
                            .stream()
                            .map(outcome -> scored(outcome).calls())
                            .toList();
            // 40 items are 3 batches
            assertThat(calls)
                    .containsExactly(
                            new LayerCalls(9, 0), new LayerCalls(3, 6), new LayerCalls(3, 0));
        }
    }
}
