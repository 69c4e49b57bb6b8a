package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.surrogate.BayesianMapSettings;
import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.optimizer.surrogate.MapForm;
import dev.merganser.optimizer.surrogate.MapSettings;
import dev.merganser.optimizer.surrogate.NestedMapSettings;
import dev.merganser.optimizer.surrogate.Warp;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalEquality;
import dev.merganser.results.journal.JournalReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Runs of nested and Bayesian MAP: threads, kills and failures change nothing else. */
class NestedMapRunTest {

    private static final int EVALUATIONS = 40;

    @TempDir private Path temp;

    /** With few rounds. */
    private static NestedMapSettings nested() {
        NestedMapSettings usual = NestedMapSettings.DEFAULT;
        return new NestedMapSettings(
                usual.sampling(),
                usual.refine(),
                usual.choice(),
                usual.preference(),
                usual.span(),
                new FrontSettings(Optional.of(Warp.IDENTITY), 0.5, 0, 10, 4));
    }

    private static SearchPlan plan(String algorithm) {
        MapForm form = algorithm.equals("nested_map") ? nested() : BayesianMapSettings.PUBLISHED;
        return FakeSearch.plan(
                new AlgorithmChoice(
                        algorithm,
                        OptionalInt.empty(),
                        OptionalDouble.empty(),
                        16,
                        7,
                        MapSettings.DEFAULT,
                        Optional.of(form),
                        Optional.empty()),
                EVALUATIONS,
                List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nested_map", "bayesian_map"})
    void aKilledRunOfAnyNumberOfThreadsEndsAsTheUnbrokenOne(String algorithm) throws IOException {
        SearchPlan plan = plan(algorithm);
        FakeSearch.run(temp.resolve("whole"), plan, FakeSearch.scorer(), 1);
        Path broken = temp.resolve("broken");
        FakeSearch.run(broken, plan, FakeSearch.scorer(), 3);
        assertSameRun(temp.resolve("whole"), broken);
        for (double kept : List.of(0.7, 0.9)) {
            cut(new RunFolder(broken).journal(), kept);
            FakeSearch.run(broken, plan, FakeSearch.scorer(), 2);
        }
        assertSameRun(temp.resolve("whole"), broken);
    }

    private static void cut(Path journal, double kept) throws IOException {
        try (var file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.truncate((long) (kept * file.size()));
        }
    }

    @Test
    void candidatesThatFailAreRecordedAndTheSearchGoesOn() {
        RecipeScorer scorer =
                FakeSearch.failing(
                        recipe ->
                                recipe.mergeMethod().equals("task_arithmetic")
                                        && recipe.toString().hashCode() % 3 == 0);
        FakeSearch.run(temp, plan("nested_map"), scorer, 2);
        RunState state = RunState.replay(journal(temp));
        assertThat(state.failed(Split.SEARCH.key())).isNotEmpty();
        assertThat(state.front()).isNotEmpty();
    }

    private static Journal journal(Path root) {
        return JournalReader.read(new RunFolder(root).journal());
    }

    private static void assertSameRun(Path one, Path other) {
        assertThat(JournalEquality.difference(journal(one), journal(other))).isEmpty();
    }
}
