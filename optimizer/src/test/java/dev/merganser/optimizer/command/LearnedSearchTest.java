package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalEquality;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.step.StepKind;
import dev.merganser.results.value.CandidateId;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Searches that learn weights by gradient, on the bundled models with a few of their items. */
class LearnedSearchTest {

    private static final String OLD_SPACE =
            "method: [task_arithmetic, ties], granularity: layer, weight: [0.0, 1.5], density: [0.1, 1.0]";
    private static final String SPACE =
            "method: task_arithmetic, granularity: layer, weight: [0.0, 1.5]";
    private static final String OLD_SEARCH = "algorithm: portfolio, population: 8, seed: 1, lag: 4";
    private static final String SEARCH =
            "algorithm: adamerging, seed: 1, coefficients: {batch: 4, batches: 1, steps: 6, every: 2, rate: 0.05}";

    @TempDir private static Path shared;
    private static SmallFamily family;

    @TempDir private Path temp;

    @BeforeAll
    static void makeFamily() {
        family = SmallFamily.in(shared.resolve("family"));
    }

    private static Path search(String name, String space, String search) {
        String kind = space.startsWith("kind:") ? "" : "kind: parameter, ";
        String text =
                family.searchText()
                        .replace("kind: parameter, " + OLD_SPACE, kind + space)
                        .replace(OLD_SEARCH, search);
        return family.write(name, text.replace("evaluations: 12", "evaluations: 100"));
    }

    private static Path search() {
        return search("learned.yml", SPACE, SEARCH);
    }

    private static Journal journal(Path run) {
        return JournalReader.read(new RunFolder(run).journal());
    }

    private static RunState state(Path run) {
        return RunState.replay(journal(run));
    }

    private static Program run(Path search, Path out, Object... more) {
        Program program =
                Program.run(
                        Stream.concat(Stream.of("search", search, "--out", out), Stream.of(more))
                                .toArray());
        assertThat(program.code()).as(program.err()).isZero();
        return program;
    }

    @Test
    void weightsAreLearnedAndReported() throws IOException {
        Path run = temp.resolve("run");
        Program program = run(search(), run);
        RunState state = state(run);
        assertThat(state.stopped().map(Event.Stopped::why)).contains("converged");
        assertThat(state.steps()).filteredOn(s -> s.kind() == StepKind.GRADIENT).hasSize(6);
        assertThat(state.steps()).filteredOn(s -> s.kind() == StepKind.HELD_OUT).hasSize(4);
        assertThat(state.steps().getLast().tasks())
                .containsOnlyKeys("digits", "fashion", "doodles");
        // 6 steps of 4 items of 3 tasks at 4 forwards each
        assertThat(state.steps())
                .filteredOn(s -> s.kind() == StepKind.GRADIENT)
                .allMatch(s -> s.forwards() == 4 * 3 * 4);
        assertThat(program.out()).contains("Learned from 6 gradients: ");
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("<h2>Loss over 6 gradients</h2>", "Loss on held-out items by task");
        Program again = Program.run("resume", run, "--evaluations", 200);
        assertThat(again.out()).contains("It converged: more evaluations would add nothing.");
    }

    /** Of the five one learns by pairs of texts, which images are not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "expert_merging, coefficients: {",
                "atlas, coefficients: {",
                "frank_wolfe, coefficients: {",
                "frank_wolfe, coefficients: {soft: true, ",
                "self_positioning, coefficients: {loss: divergence, "
            })
    void everyMethodLearnsWithItsOwnLossOnTheBundledModels(String start) {
        Path search =
                search(
                        "method.yml",
                        SPACE,
                        "algorithm: %ssteps: 2, every: 1, batch: 4}".formatted(start));
        Path run = temp.resolve("run");
        run(search, run);
        assertThat(state(run).steps())
                .filteredOn(s -> s.kind() == StepKind.GRADIENT)
                .hasSize(2)
                .allMatch(Event.Step::isFinite);
    }

    @Test
    void theJournalIsTheSameForAnyNumberOfThreads() {
        for (int threads : List.of(1, 2, 4)) {
            run(search(), temp.resolve("" + threads), "--threads", threads);
        }
        assertSameRun(temp.resolve("1"), temp.resolve("2"));
        assertSameRun(temp.resolve("1"), temp.resolve("4"));
    }

    private static void assertSameRun(Path one, Path other) {
        assertThat(JournalEquality.difference(journal(one), journal(other))).isEmpty();
        assertThat(state(other).fronts()).isEqualTo(state(one).fronts());
    }

    @Test
    void aRunThatIsKilledAmongItsStepsEndsAsTheUnbrokenOne() throws IOException {
        Path whole = temp.resolve("whole");
        run(search("balanced.yml", SPACE, SEARCH.replace("{", "{balance: initial, ")), whole);
        Path broken = temp.resolve("broken");
        run(family.folder().resolve("balanced.yml"), broken);
        for (double share : List.of(0.9, 0.75, 0.6)) {
            cut(new RunFolder(broken).journal(), share);
            Program resumed = Program.run("resume", broken);
            assertThat(resumed.code()).as(resumed.err()).isZero();
        }
        assertSameRun(whole, broken);
    }

    private static void cut(Path journal, double share) throws IOException {
        try (var file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.truncate((long) (share * file.size()));
        }
    }

    @Test
    void recipesThatWereLearnedMayStartAnEvolution() {
        Path learned = temp.resolve("learned");
        run(search(), learned);
        String starts =
                recipes(learned).stream().map(Path::toString).collect(Collectors.joining(", "));
        Path evolved =
                search("evolved.yml", SPACE, "algorithm: nsga2, population: 8, seed: 1, lag: 4");
        Path from =
                family.write(
                        "from.yml",
                        text(evolved).replace("evaluations: 100", "evaluations: 8")
                                + "start: [%s]\n".formatted(starts));
        Path run = temp.resolve("evolved");
        run(from, run);
        assertThat(state(run).recipe(CandidateId.of(1)))
                .isIn(
                        state(learned).front().stream()
                                .map(id -> state(learned).recipe(id))
                                .toList());
    }

    private static List<Path> recipes(Path run) {
        try (Stream<Path> files = Files.list(new RunFolder(run).recipes())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    method: ties, weight: [0, 1]                    | algorithm: adamerging | search.algorithm adamerging learns weights, so the merges of this space must be linear in them: space.method must be linear in weight, but 'ties' elects signs by weight. Maybe ties_split.
                    method: [task_arithmetic, ties], weight: [0, 1] | algorithm: adamerging | search.algorithm adamerging learns weights, so the merges of this space must be linear in them: space.method must be one merge method, found [task_arithmetic, ties].
                    method: task_arithmetic, weight: 0.3, lambda: [0, 1] | algorithm: adamerging | search.algorithm adamerging learns weights, so the merges of this space must be linear in them: space.weight must be a range [low, high], found a fixed value.
                    method: task_arithmetic, weight: [0, 1] | algorithm: adamerging, coefficients: {loss: contrastive} | Task 'digits' of kind 'classification' gives no loss 'contrastive'; it gives entropy, pseudo_labels, cross_entropy, divergence, hidden.
                    method: task_arithmetic, weight: [0, 1] | algorithm: adamerging, coefficients: {loss: divergence, teachers: {digits: nobody}} | search.coefficients.teachers.digits must be one of the experts digits, fashion, doodles, found 'nobody'.
                    method: task_arithmetic, weight: [0, 1] | algorithm: adamerging, coefficients: {speed: 1} | unknown key 'search.coefficients.speed'.
                    method: ties_split, weight: [0, 1]              | algorithm: adamerging, start_point: baseline | search.start_point: baseline needs a baseline that the space can express, found none.
                    kind: data-flow, models: [digits, fashion] | algorithm: adamerging | search.algorithm adamerging learns weights, so the merges of this space must be linear in them: space.kind must be parameter.
                    kind: hybrid, merge: {method: task_arithmetic, weight: [0, 1]}, path: {models: [merged, digits]} | algorithm: atlas | search.algorithm atlas learns weights, so the merges of this space must be linear in them: space.kind must be parameter.
                    method: task_arithmetic, weight: [0, 1] | algorithm: nsga2, coefficients: {steps: 3} | search.coefficients is for the algorithms adamerging, expert_merging, atlas, self_positioning, frank_wolfe, but the algorithm is nsga2
                    """)
    void whatCannotBeLearnedIsSaidBeforeTheSearch(String space, String search, String complaint) {
        Path file = search("wrong.yml", space.strip(), search.strip());
        Program checked = Program.run("check", file);
        assertThat(checked.code()).isEqualTo(2);
        assertThat(checked.out() + checked.err()).contains(complaint.strip());
        Path run = temp.resolve("run");
        Program searched = Program.run("search", file, "--out", run);
        assertThat(searched.code()).isEqualTo(2);
        assertThat(searched.complaint()).contains(complaint.strip());
        assertThat(run).doesNotExist();
    }

    @Test
    void recipesToStartFromAreRefused() {
        Path recipe =
                family.write(
                        "recipe.yml",
                        """
                        merge_method: task_arithmetic
                        base_model: base
                        models:
                          - {model: digits, parameters: {weight: 0.3}}
                          - {model: fashion, parameters: {weight: 0.3}}
                          - {model: doodles, parameters: {weight: 0.3}}
                        """);
        Path file = family.write("starts.yml", text(search()) + "start: [%s]\n".formatted(recipe));
        Program program = Program.run("search", file, "--out", temp.resolve("run"));
        assertThat(program.code()).isEqualTo(2);
        assertThat(program.complaint())
                .contains(
                        "start is for algorithms that breed recipes, but search.algorithm adamerging learns from one point. Maybe search.start_point: baseline, or a number.");
    }

    @Test
    void aRunIsNotGoneOnWithWhereItsLossesWereChanged() throws IOException {
        Path run = temp.resolve("run");
        run(search(), run);
        Path copy = new RunFolder(run).searchFile();
        String began = Files.readString(copy);
        for (String change :
                List.of("rate: 0.06", "rate: 0.05, temperature: 2, loss: divergence")) {
            Files.writeString(copy, began.replace("rate: 0.05", change));
            Program resumed = Program.run("resume", run, "--evaluations", 200);
            assertThat(resumed.code()).isEqualTo(1);
            assertThat(resumed.complaint())
                    .contains("A run needs the settings that it began with, but");
        }
        assertThat(Files.readString(new RunFolder(run).manifest()))
                .contains("\"width\"", "\"pairs\"", "\"important\"", "\"estimator\"");
    }
}
