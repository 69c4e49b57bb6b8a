package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalEquality;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.value.CandidateId;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Searches that merge only the experts that do best alone. */
class KeptExpertsTest {

    private static final int EVALUATIONS = 12;

    @TempDir private static Path temp;
    private static Path search;

    @BeforeAll
    static void makeFiles() {
        SmallFamily family = SmallFamily.in(temp.resolve("family"));
        String text =
                family.searchText()
                        .replace("models:", "models:\n  keep: 2")
                        .replace(
                                "method: [task_arithmetic, ties], granularity: layer, weight: [0.0, 1.5], density: [0.1, 1.0]",
                                "method: breadcrumbs, granularity: global, gamma: 0, density: [0, 1], weight: [-1, 1]")
                        .replace("algorithm: portfolio", "algorithm: cmaes");
        search = family.write("evo.yml", text);
    }

    @Test
    void candidatesMergeTheBestTwoOfThree() throws IOException {
        var folder = new RunFolder(temp.resolve("run"));
        Program run =
                Program.run("search", search, "--out", folder.root(), "--evaluations", EVALUATIONS);
        assertThat(run.code()).as(run.err()).isZero();
        RunState state = RunState.replay(journal(folder));
        List<String> kept = state.kept().map(Event.Kept::experts).orElseThrow();

        assertThat(kept).hasSize(2).isSubsetOf("digits", "fashion", "doodles");
        assertThat(recipe(state, CandidateId.baseline(5)).models()).hasSize(2);
        for (int number = 1; number <= EVALUATIONS; number++) {
            assertThat(recipe(state, CandidateId.of(number)).models())
                    .extracting(ModelEntry::model)
                    .containsExactlyElementsOf(kept);
        }
        String words = "%s, %s".formatted(kept.getFirst(), kept.getLast());
        assertThat(Files.readString(folder.log()))
                .contains("experts: the best 2 of 3 alone are merged: " + words);
        assertThat(Files.readString(folder.report()))
                .contains("experts merged", words + " of 3", "expert fashion");
        assertThat(Files.readString(folder.manifest())).contains("\"keep\" : 2");
    }

    @Test
    void aRunThatStoppedGoesOnWithTheSameExperts() throws IOException {
        var whole = new RunFolder(temp.resolve("whole"));
        var cut = new RunFolder(temp.resolve("cut"));
        for (RunFolder folder : List.of(whole, cut)) {
            Program.run("search", search, "--out", folder.root(), "--evaluations", EVALUATIONS);
        }
        List<String> lines = Files.readAllLines(cut.journal());
        int choice =
                IntStream.range(0, lines.size())
                        .filter(i -> lines.get(i).contains("\"kept\""))
                        .findFirst()
                        .orElseThrow();
        for (int left : List.of(choice + 8, choice + 1, choice, choice - 3)) {
            Files.write(cut.journal(), Files.readAllLines(cut.journal()).subList(0, left));
            Program resumed = Program.run("resume", cut.root());
            assertThat(resumed.code()).as(resumed.err()).isZero();
            assertThat(JournalEquality.difference(journal(whole), journal(cut))).isEmpty();
        }
    }

    private static Journal journal(RunFolder folder) {
        return JournalReader.read(folder.journal());
    }

    private static Recipe recipe(RunState state, CandidateId id) {
        return RecipeReader.parse(state.recipe(id), "candidate");
    }
}
