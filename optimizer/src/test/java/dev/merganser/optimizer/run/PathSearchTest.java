package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.Measure;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.settings.BaselineChoice;
import dev.merganser.optimizer.space.DataFlowSpace;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.optimizer.space.Granularity;
import dev.merganser.optimizer.space.HybridGenome;
import dev.merganser.optimizer.space.HybridSpace;
import dev.merganser.optimizer.space.HybridSpace.MergedWeights;
import dev.merganser.optimizer.space.HybridSpace.SearchOrder;
import dev.merganser.optimizer.space.LayerPathGenome;
import dev.merganser.optimizer.space.ModelFacts;
import dev.merganser.optimizer.space.ParameterSpace;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalEquality;
import dev.merganser.results.journal.JournalReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Searches of data-flow and hybrid spaces by the engine, scored without models. */
class PathSearchTest {

    private static final List<String> TENSORS =
            List.of("embed.weight", "layers.0.w", "layers.1.w", "layers.2.w", "norm.weight");
    private static final Map<String, Integer> LAYERS = Map.of("base", 3, "a", 3, "b", 3, "c", 3);
    private static final int MERGES = 50;

    @TempDir private Path temp;

    private static SearchPlan plan(Genome genome, List<Recipe> starts, int evaluations) {
        return new SearchPlan(
                List.of(),
                genome,
                new AlgorithmChoice("nsga2", OptionalInt.of(16), OptionalDouble.empty(), 8, 7),
                new BaselineRecipes(
                        "base", FakeSearch.EXPERTS, FakeSearch.EXPERTS, BaselineChoice.USUAL),
                starts,
                evaluations,
                List.of());
    }

    private static Genome hybrid(SearchOrder order) {
        return new HybridGenome(
                new HybridSpace(
                        ParameterSpace.of(new Granularity.Layers(1), "task_arithmetic"),
                        DataFlowSpace.of("merged", List.of("merged", "base", "a")).withRepeats(2),
                        MergedWeights.TOGETHER,
                        order),
                new ModelFacts("base", FakeSearch.EXPERTS, TENSORS),
                LAYERS);
    }

    private static Genome paths(DataFlowSpace space) {
        return new LayerPathGenome(space, "base", LAYERS);
    }

    /** Longer paths are better to the left and worse to the right; the text decides the rest. */
    private static RecipeScorer scorer() {
        return (recipe, _) -> {
            int length = recipe.composition() instanceof LayerPath path ? path.layers().size() : 3;
            double text = (recipe.id().hashCode() & 1023) / 1e4;
            Map<Measure, float[]> items = new LinkedHashMap<>();
            items.put(new Measure("left", "nll"), constant(1.0 / length + text));
            items.put(new Measure("right", "accuracy"), constant(1 - length / 10.0 - text));
            items.put(new Measure("left", "accuracy"), constant(text));
            Map<Measure, Double> values = new LinkedHashMap<>();
            items.forEach((measure, scores) -> values.put(measure, (double) scores[0]));
            return new Evaluation.Scored(values, items, 2 * FakeSearch.ITEMS, 0);
        };
    }

    private static float[] constant(double value) {
        float[] scores = new float[FakeSearch.ITEMS];
        Arrays.fill(scores, (float) value);
        return scores;
    }

    private static Journal journal(Path root) {
        return JournalReader.read(new RunFolder(root).journal());
    }

    private static List<Event.Proposed> proposed(Path root) {
        return journal(root).events().stream()
                .filter(Event.Proposed.class::isInstance)
                .map(Event.Proposed.class::cast)
                .toList();
    }

    private static LayerPath path(Event.Proposed event) {
        return (LayerPath) RecipeReader.parse(event.recipe(), "journal").composition();
    }

    private static void assertSameRun(Path one, Path other) {
        assertThat(JournalEquality.difference(journal(one), journal(other))).isEmpty();
    }

    @Test
    void aSearchBeginsFromItsPresetsAsManyAsThePopulation() {
        DataFlowSpace space = DataFlowSpace.of("base", List.of("base", "a", "b")).withRepeats(2);
        FakeSearch.run(temp, plan(paths(space), List.of(), 40), scorer(), 2);
        List<Event.Proposed> proposed = proposed(temp);
        List<Event.Proposed> starts =
                proposed.stream().filter(event -> event.origin().equals("start")).toList();
        assertThat(starts).isEqualTo(proposed.subList(0, starts.size()));
        assertThat(starts).hasSizeBetween(5, 16);
        assertThat(path(starts.getFirst()))
                .isEqualTo(
                        LayerPath.of(
                                IntStream.range(0, 3)
                                        .mapToObj(layer -> PathLayer.of("base", layer))
                                        .toList()));
        assertThat(RunState.replay(journal(temp)).front()).isNotEmpty();
    }

    @Test
    void aDamagedStartIsWhereTheSearchBeginsAndNowhereElse() {
        LayerPath damaged = LayerPath.of(List.of(PathLayer.of("base", 2), PathLayer.of("base", 0)));
        DataFlowSpace space =
                DataFlowSpace.of("base", List.of("base", "a"))
                        .withPinned(false)
                        .withRepeats(2)
                        .withPresets(Set.of());
        Recipe start = Recipe.of(LayerPath.METHOD, damaged).withBaseModel("base");
        FakeSearch.run(temp, plan(paths(space), List.of(start), 40), scorer(), 2);
        List<Event.Proposed> proposed = proposed(temp);
        assertThat(path(proposed.getFirst())).isEqualTo(damaged);
        assertThat(proposed.getFirst().origin()).isEqualTo("start");
        assertThat(proposed.subList(1, proposed.size()))
                .extracting(Event.Proposed::origin)
                .isSubsetOf("mutation", "crossover");
    }

    @Test
    void mergesComeFirstThenPathsOverTheBestOfThem() {
        FakeSearch.run(
                temp,
                plan(hybrid(new SearchOrder.MergeFirst(MERGES)), List.of(), 120),
                scorer(),
                2);
        List<Event.Proposed> proposed = proposed(temp);
        List<PathLayer> whole =
                IntStream.range(0, 3).mapToObj(layer -> PathLayer.of("merged", layer)).toList();
        assertThat(proposed.subList(0, MERGES))
                .allMatch(event -> path(event).layers().equals(whole));
        List<LayerPath> second =
                proposed.subList(MERGES, proposed.size()).stream()
                        .map(PathSearchTest::path)
                        .toList();
        assertThat(second).anyMatch(path -> !path.layers().equals(whole));
        assertThat(second.stream().filter(path -> path.layers().containsAll(whole)))
                .extracting(LayerPath::merges)
                .containsOnly(second.getFirst().merges());
    }

    @Test
    void aKilledSearchInTwoPhasesEndsAsTheUnbrokenOne() throws IOException {
        SearchPlan plan = plan(hybrid(new SearchOrder.MergeFirst(MERGES)), List.of(), 100);
        FakeSearch.run(temp.resolve("whole"), plan, scorer(), 1);
        Path broken = temp.resolve("broken");
        FakeSearch.run(broken, plan, scorer(), 3);
        assertSameRun(temp.resolve("whole"), broken);
        var random = new Random(5);
        for (int kill = 0; kill < 3; kill++) {
            cut(new RunFolder(broken).journal(), random);
            FakeSearch.run(broken, plan, scorer(), 1 + kill % 3);
        }
        assertSameRun(temp.resolve("whole"), broken);
    }

    private static void cut(Path journal, Random random) throws IOException {
        try (var file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.truncate(1 + random.nextLong(file.size() - 1));
        }
    }

    @Test
    void weightsAndPathsAreSearchedTogetherFromTheBaselinesAndPresets() {
        FakeSearch.run(temp, plan(hybrid(new SearchOrder.Joint()), List.of(), 60), scorer(), 2);
        List<Event.Proposed> starts =
                proposed(temp).stream().filter(event -> event.origin().equals("start")).toList();
        assertThat(starts).hasSizeBetween(10, 16);
        assertThat(starts.stream().map(event -> path(event).layers()).distinct())
                .hasSizeGreaterThan(3);
        assertThat(starts.stream().map(event -> path(event).merges()).distinct())
                .hasSizeGreaterThan(3);
    }
}
