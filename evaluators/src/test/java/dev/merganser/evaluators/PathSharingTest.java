package dev.merganser.evaluators;

import static dev.merganser.evaluators.text.ExamRoom.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.PathScorer.Outcome;
import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.ExamRoom;
import dev.merganser.evaluators.text.TinyTokenizers;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.WeightSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/** Sharing changes no bit: whatever the group, its order, the threads, the memory. */
class PathSharingTest {

    private static final RuntimeSettings SETTINGS =
            RuntimeSettings.defaults()
                    .withProvider(new Provider.Cpu())
                    .withThreads(1)
                    .withMemoryBytes(256 << 20)
                    .withBatch(8);

    private static final List<String> WORDS =
            List.of("a", "b", "c", "cat", "cats", "dog", "the", "sat", "on", "mat", "red", "blue");

    @TempDir private Path folder = Path.of("");

    /** A pool, its tasks and candidates with all their scores as they are alone. */
    private record Setting(
            LayerPool pool,
            List<Task> tasks,
            Set<Measure> measures,
            List<PathCandidate> candidates,
            List<Map<Measure, float[]>> alone) {

        static Setting of(
                LayerPool pool,
                List<Task> tasks,
                Set<Measure> measures,
                List<PathCandidate> candidates) {
            try (var scorer = PathScorer.open(pool, tasks, SETTINGS.withSharing(false))) {
                List<Map<Measure, float[]>> alone =
                        candidates.stream()
                                .map(each -> scorer.score(List.of(each), Split.SEARCH, measures))
                                .map(outcomes -> scores(outcomes.getFirst()))
                                .toList();
                return new Setting(pool, tasks, measures, candidates, alone);
            }
        }

        PathScorer scorer(RuntimeSettings settings) {
            return PathScorer.open(pool, tasks, settings);
        }

        /** Scores some candidates as a group and compares each with what it is alone. */
        boolean check(PathScorer scorer, List<Integer> group) {
            List<Outcome> outcomes =
                    scorer.score(
                            group.stream().map(candidates::get).toList(), Split.SEARCH, measures);
            for (int i = 0; i < group.size(); i++) {
                Map<Measure, float[]> expected = alone.get(group.get(i));
                scores(outcomes.get(i))
                        .forEach(
                                (measure, found) ->
                                        assertThat(found).isEqualTo(expected.get(measure)));
            }
            return true;
        }
    }

    private static Map<Measure, float[]> scores(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Scored.class);
        return ((Outcome.Scored) outcome).scores();
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Images: two experts of one graph, another of which nobody knows where it is from. */
    private static Setting images(Scaling scaling) {
        Map<String, WeightSource> models = new HashMap<>();
        models.put("a", KeyedWeights.of(FakeWeights.of(TestModels.vit()), "a"));
        models.put("b", KeyedWeights.of(vit(2), "b"));
        models.put("c", vit(3));
        LayerPool pool = PathPools.of(TestModels.vit(), "a", "b", "c");
        List<Task> tasks =
                List.of(TestTasks.of("digits", 16, 10, 20, 5), TestTasks.of("more", 16, 4, 9, 6));
        return Setting.of(
                pool,
                tasks,
                Set.of(new Measure("digits", "nll"), new Measure("more", "nll")),
                candidates(models, List.of("a", "b", "c"), scaling, 28));
    }

    private static FakeWeights vit(long seed) {
        return FakeWeights.of(TestModels.vit(3, 16, 2, 32, seed));
    }

    private static List<PathCandidate> candidates(
            Map<String, WeightSource> models, List<String> names, Scaling scaling, int count) {
        RandomGenerator random = random(11);
        return IntStream.range(0, count)
                .mapToObj(
                        _ ->
                                PathPools.path(
                                        models,
                                        names.get(random.nextInt(2)),
                                        scaling,
                                        PathPools.random(random, names, 3, true)))
                .toList();
    }

    /** Texts of many lengths: encoders with another number of layers, and a mask as context. */
    private Setting texts() throws IOException {
        Graph deep = TestEncoders.bert(3, 8, 1);
        Graph shallow = TestEncoders.bert(3, 8, 2);
        LayerPool pool =
                LayerPool.of(
                        "deep",
                        Map.of("deep", PathPools.cut(deep), "other", PathPools.cut(shallow)));
        Map<String, WeightSource> models = new HashMap<>();
        models.put("deep", KeyedWeights.of(named(deep), "deep"));
        models.put("other", KeyedWeights.of(named(shallow), "other"));
        Task task = pairs();
        return Setting.of(
                pool,
                List.of(task),
                Set.of(new Measure("task", "pearson")),
                candidates(models, List.of("deep", "other"), Scaling.BRANCHES, 20));
    }

    private static FakeWeights named(Graph graph) {
        return FakeWeights.of(WeightNames.canonical(graph).applied(graph));
    }

    private Task pairs() throws IOException {
        RandomGenerator random = random(3);
        String[] lines =
                IntStream.range(0, 16)
                        .mapToObj(
                                i ->
                                        "{\"a\": \"%s\", \"b\": \"%s\", \"gold\": %d}"
                                                .formatted(text(random), text(random), i))
                        .toArray(String[]::new);
        write(folder, "pairs.jsonl", lines);
        return ExamRoom.task(
                folder,
                """
                kind: similarity
                data: {search: pairs.jsonl}
                tokenizer: %s
                max_tokens: 20
                """
                        .formatted(TinyTokenizers.wordPiece()));
    }

    private static String text(RandomGenerator random) {
        return String.join(
                " ",
                IntStream.rangeClosed(0, random.nextInt(14))
                        .mapToObj(_ -> WORDS.get(random.nextInt(WORDS.size())))
                        .toList());
    }

    /** All candidates in groups of random sizes and order. */
    private static List<List<Integer>> groups(int count, long seed) {
        RandomGenerator random = random(seed);
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(order, Random.from(random));
        List<List<Integer>> groups = new ArrayList<>();
        for (int from = 0; from < count; ) {
            int to = Math.min(count, from + 1 + random.nextInt(12));
            groups.add(List.copyOf(order.subList(from, to)));
            from = to;
        }
        return groups;
    }

    private static void checkAll(Setting setting) throws Exception {
        for (long memory : new long[] {0, 50_000, 256 << 20}) {
            for (int threads : new int[] {1, 3}) {
                RuntimeSettings settings =
                        SETTINGS.withThreads(threads)
                                .withMemoryBytes(threads * least(setting) + memory);
                check(setting, settings, threads + memory);
            }
        }
    }

    private static long least(Setting setting) {
        try (var scorer = setting.scorer(SETTINGS.withMemoryBytes(1))) {
            throw new AssertionError(scorer.notes());
        } catch (WrongUseException e) {
            return Long.parseLong(e.getMessage().replaceAll(".*together (\\d+),.*", "$1"));
        }
    }

    private static void check(Setting setting, RuntimeSettings settings, long seed)
            throws Exception {
        try (PathScorer scorer = setting.scorer(settings);
                ExecutorService threads = Executors.newFixedThreadPool(settings.threads())) {
            assertThat(scorer.runnerCount()).isEqualTo(settings.threads());
            for (int round = 0; round < 2; round++) {
                List<Callable<Boolean>> checks = new ArrayList<>();
                for (List<Integer> group : groups(setting.candidates().size(), seed + round)) {
                    checks.add(() -> setting.check(scorer, group));
                }
                for (Future<Boolean> check : threads.invokeAll(checks)) {
                    assertThat(check.get()).isTrue();
                }
            }
        }
    }

    @Test
    void pathsOfImagesWithScaledBranchesScoreAsTheyDoAlone() throws Exception {
        checkAll(images(Scaling.BRANCHES));
    }

    @Test
    void pathsOfImagesWithScaledInputsScoreAsTheyDoAlone() throws Exception {
        checkAll(images(Scaling.INPUT));
    }

    @Test
    void pathsOfTextsOfDifferentLengthScoreAsTheyDoAlone() throws Exception {
        checkAll(texts());
    }
}
