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
import dev.merganser.recipes.tensor.WeightSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Paths through two models of one graph, and what comes of scoring them. */
final class PathScoring {

    static final Measure NLL = new Measure("digits", "nll");

    static final RuntimeSettings SETTINGS =
            RuntimeSettings.defaults()
                    .withProvider(new Provider.Cpu())
                    .withThreads(1)
                    .withMemoryBytes(64 << 20)
                    .withWeights(WeightMode.FEED)
                    .withBatch(16);

    /** What 40 items are at 16 a batch. */
    private static final int BATCHES = 3;

    final Graph vit = TestModels.vit();
    final LayerPool pool = PathPools.of(vit, "a", "b");
    final Task task = TestTasks.of("digits", 16, 10, 40, 5);
    final FakeWeights ofA = FakeWeights.of(vit);
    final FakeWeights ofB = FakeWeights.of(TestModels.vit(3, 16, 2, 32, 2));
    final Map<String, WeightSource> models = new HashMap<>();

    PathScoring() {
        models.put("a", KeyedWeights.of(ofA, "a"));
        models.put("b", KeyedWeights.of(ofB, "b"));
    }

    PathScorer scorer(RuntimeSettings settings) {
        return PathScorer.open(pool, List.of(task), settings);
    }

    PathCandidate path(String layers) {
        return PathPools.path(models, "a", Scaling.BRANCHES, layers);
    }

    static List<Outcome> score(PathScorer scorer, PathCandidate... group) {
        return scorer.score(List.of(group), Split.SEARCH, Set.of(NLL));
    }

    static Outcome.Scored scored(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Scored.class);
        return (Outcome.Scored) outcome;
    }

    static float[] nll(Outcome outcome) {
        return scored(outcome).scores().get(NLL);
    }

    static float[] nll(PathScorer scorer, PathCandidate path) {
        return nll(score(scorer, path).getFirst());
    }

    /** What a candidate is without others. */
    float[] alone(PathCandidate candidate) {
        try (var scorer = scorer(SETTINGS)) {
            return nll(scorer, candidate);
        }
    }

    static List<LayerCalls> calls(List<Outcome> outcomes) {
        return outcomes.stream().map(outcome -> scored(outcome).calls()).toList();
    }

    /** Calls of layers on all batches. */
    static LayerCalls calls(int done, int saved) {
        return new LayerCalls((long) done * BATCHES, (long) saved * BATCHES);
    }
}
