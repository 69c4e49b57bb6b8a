package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalEquality;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.score.ScoreFiles;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Direction;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Searches whose candidates programs score, and what candidates cost. */
class CommandSearchTest {

    /** Scores that depend on the bytes of the weights only: right and wrong by their checksum. */
    private static final String SCORE =
            """
            touch ran
            sum=$(cksum < "$1/model.safetensors" | cut -d' ' -f1)
            n=3; test "$2" = search && n=4
            items=; i=0
            while [ $i -lt $n ]; do items="$items${items:+, }$(( (sum >> i) & 1 ))"; i=$((i + 1)); done
            echo "{\\"metrics\\": {\\"size\\": $((sum % 1000))}, \\"items\\": {\\"acc\\": [$items]}}" > "$3"
            """;

    /**
     * Of the baselines task arithmetic alone is of a kind that candidates have, with weight 0.3.
     */
    private static final String IS_CANDIDATE =
            "grep -q task_arithmetic \"$1/merganser_recipe.yml\" && ! grep -q 'weight: 0.3' \"$1/merganser_recipe.yml\"";

    private static final String TASK =
            """
            kind: command
            run: [sh, score.sh, "{model}", "{split}", "{output}"]
            items: {search: 4, validation: 3, test: 3}
            better: {acc: higher, size: lower}
            timeout: 1m
            disk: 1MB
            scratch: scratch
            """;

    @TempDir private Path temp;
    private SmallFamily family;
    private Path search;

    @BeforeEach
    void makeFiles() throws IOException {
        family = new SmallFamily(temp);
        Files.createDirectory(temp.resolve("scratch"));
        family.write("score.sh", SCORE);
        family.write("mine.yml", TASK);
        search = family.write("search.yml", searchText());
    }

    private static String searchText() {
        return """
               models:
                 base: %1$s/base.safetensors
                 experts: {digits: %1$s/experts/digits.safetensors, fashion: %1$s/experts/fashion.safetensors}
               tasks: {mine: mine.yml}
               objectives:
                 - {task: mine, metric: acc}
                 - {cost: distance}
               measures:
                 - {task: mine, metric: size}
                 - {cost: parameters, name: weights}
                 - {cost: forgetting, task: mine, metric: acc}
               constraints: [{cost: distance, atMost: 10}]
               baselines: usual
               space: {method: task_arithmetic, granularity: layer, weight: [0.0, 1.5]}
               search: {algorithm: random, lag: 4}
               budget: {evaluations: 5}
               runtime: {threads: 2}
               """
                .formatted(Bundled.FAMILY);
    }

    private Path run(String name, Object... more) {
        Path out = temp.resolve(name);
        Object[] words =
                Stream.concat(Stream.of("search", search, "--out", out), Stream.of(more)).toArray();
        Program program = Program.run(words);
        assertThat(program.code()).as(program.err()).isZero();
        return out;
    }

    private static Journal journal(Path run) {
        return JournalReader.read(new RunFolder(run).journal());
    }

    private static RunState state(Path run) {
        return RunState.replay(journal(run));
    }

    @Test
    void aSearchWithoutAGraphMeasuresWhatTheProgramSaysAndWhatWeightsCost() throws IOException {
        Path run = run("run");
        RunState state = state(run);
        assertThat(state.objectives())
                .extracting(objective -> objective.direction())
                .containsExactly(Direction.MAXIMIZE, Direction.MINIMIZE);
        assertThat(state.baselines()).hasSize(5);
        Event.Scored base = state.scored(CandidateId.baseline(1), "search").orElseThrow();
        assertThat(base.objectives()).containsEntry("distance", 0.0);
        assertThat(base.measures()).containsEntry("mine.forgetting", 0.0);
        Event.Scored scored = state.scored(CandidateId.of(2), "search").orElseThrow();
        assertThat(scored.items()).isEqualTo(4);
        assertThat(scored.measures().get("mine.forgetting"))
                .isEqualTo(base.objectives().get("mine.acc") - scored.objectives().get("mine.acc"));
        assertThat(scored.measures()).containsEntry("weights", (double) weights());
        assertThat(scored.scores())
                .containsOnlyKeys("search/mine.acc.f32", "search/mine.forgetting.acc.f32");
        assertThat(itemScores(run, scored, "search/mine.forgetting.acc.f32"))
                .isEqualTo(
                        difference(
                                itemScores(run, base, "search/mine.acc.f32"),
                                itemScores(run, scored, "search/mine.acc.f32")));
        assertThat(Files.readString(run.resolve("report.html"))).contains("no interval");
        assertThat(Program.run("front", run).code()).isZero();
        assertNothingIsLeft();
    }

    private static float[] itemScores(Path run, Event.Scored scored, String file) {
        try (ScoreFiles files = ScoreFiles.open(new RunFolder(run).scores())) {
            return files.read(file, scored.scores().get(file));
        }
    }

    private static float[] difference(float[] from, float[] take) {
        float[] difference = from.clone();
        for (int i = 0; i < take.length; i++) {
            difference[i] -= take[i];
        }
        return difference;
    }

    private static long weights() {
        try (Checkpoint base = Checkpoints.open(Bundled.base())) {
            return base.tensors().stream().mapToLong(info -> info.shape().elements()).sum();
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(temp.resolve("scratch"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void theDistanceIsThatOfTheExportedModel() throws IOException {
        Path run = run("run", "--evaluations", 2);
        int member = state(run).front().getLast().number();
        Path exported = temp.resolve("exported.safetensors");
        Program.run("export", run, "--candidate", member, exported);
        double squares = 0;
        double norm = 0;
        try (Checkpoint base = Checkpoints.open(Bundled.base());
                Checkpoint merged = Checkpoints.open(exported)) {
            for (TensorInfo info : base.tensors()) {
                float[] from = values(base.values(info.name()));
                float[] to = values(merged.values(info.name()));
                for (int i = 0; i < from.length; i++) {
                    squares += Math.pow((double) to[i] - from[i], 2);
                    norm += Math.pow(from[i], 2);
                }
            }
        }
        assertThat(
                        state(run)
                                .scored(CandidateId.of(member), "search")
                                .orElseThrow()
                                .objectives()
                                .get("distance"))
                .isCloseTo(Math.sqrt(squares / norm), within(1e-12))
                .isPositive();
    }

    private static float[] values(FloatTensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.info().shape().elements())];
        tensor.read(0, values, values.length);
        return values;
    }

    @Test
    void journalsAreEqualForAnyThreadsAndWhereARunWasExtended() {
        Path two = run("two");
        assertThat(JournalEquality.difference(journal(two), journal(run("one", "--threads", 1))))
                .isEmpty();
        Path extended = run("extended", "--evaluations", 2);
        assertThat(Program.run("resume", extended, "--evaluations", 5).code()).isZero();
        assertThat(state(extended).scored("search")).hasSameSizeAs(state(two).scored("search"));
        state(two)
                .scored("search")
                .forEach(
                        (id, scored) ->
                                assertThat(state(extended).scored(id, "search").orElseThrow())
                                        .returns(scored.objectives(), Event.Scored::objectives)
                                        .returns(scored.measures(), Event.Scored::measures));
    }

    @Test
    void aScriptThatHasChangedIsAnotherRun() {
        Path run = run("run", "--evaluations", 1);
        family.write("score.sh", "# changed\n" + SCORE);
        assertThat(Program.run("resume", run, "--evaluations", 2).complaintWithout(temp))
                .isEqualTo(
                        "A run needs the inputs that it began with, but score.sh (task mine) has changed. Maybe start a new run.");
    }

    @Test
    void aProgramThatFailsOnACandidateIsARecordedFailure() throws IOException {
        family.write(
                "score.sh",
                "echo started; %s && { echo 'no luck' >&2; exit 3; }%n".formatted(IS_CANDIDATE)
                        + SCORE);
        Path run = run("run", "--evaluations", 3);
        assertThat(state(run).failed(CandidateId.of(2), "search").orElseThrow().reason())
                .isEqualTo(
                        "Task 'mine', 'sh': it must exit with 0, found 3. Its last line: no luck");
        assertThat(run.resolve("output/2.search.txt")).hasContent("started\nno luck\n");
        assertNothingIsLeft();
    }

    @Test
    void aProgramThatFailsOnABaselineEndsTheRun() {
        family.write("score.sh", "echo trace; echo 'no GPU'; exit 1");
        Path run = temp.resolve("run");
        Program program = Program.run("search", search, "--out", run);
        assertThat(program.code()).isEqualTo(1);
        assertThat(program.complaint())
                .isEqualTo(
                        "The baseline 'base' must be scored before a search starts, but: Task 'mine', 'sh': it must exit with 0, found 1. Its last line: no GPU");
        assertThat(run.resolve("output/b1.search.txt")).hasContent("trace\nno GPU\n");
    }

    @Test
    void checkSaysWhatWouldRunAndDoesNotRunIt() {
        for (Path file : new Path[] {search, temp.resolve("mine.yml")}) {
            Program check = Program.run("check", file);
            assertThat(check.code()).isZero();
            assertThat(check.out())
                    .contains(
                            "note: Task 'mine' runs a program for each candidate, in %s and for at most 1m: sh score.sh {model} {split} {output}"
                                    .formatted(temp));
        }
        assertThat(temp.resolve("ran")).doesNotExist();
    }

    @Test
    void evaluateRunsProgramsOnCheckpointsWhereTheyAreAndOnWhatARecipeMakes() throws IOException {
        family.write("score.sh", SCORE.replace("$1/model.safetensors", "$1"));
        Program checkpoint =
                Program.run("evaluate", Bundled.base(), "--task", temp.resolve("mine.yml"));
        assertThat(checkpoint.out())
                .matches(
                        "(?s).* on search\nmine.acc +[01]\\.\\d+  95 % interval .*  \\(4 items\\)\nmine.size +\\d+\\.0+  no interval  \\(4 items\\)\n");
        family.write("score.sh", SCORE);
        Path recipe =
                family.write(
                        "recipe.yml",
                        "merge_method: passthrough\nmodels: [{model: %s}]\n"
                                .formatted(Bundled.base()));
        Program merged = Program.run("evaluate", recipe, "--task", temp.resolve("mine.yml"));
        assertThat(merged.out()).contains("mine.acc").contains("(4 items)");
        family.write("score.sh", "echo all that; echo is known; exit 4");
        Program failed = Program.run("evaluate", recipe, "--task", temp.resolve("mine.yml"));
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.complaint())
                .isEqualTo(
                        "Task 'mine', 'sh': it must exit with 0, found 4. Its last line: is known");
        assertThat(failed.err()).contains("all that\nis known\n");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{cost: distance}|{cost: latency}|cost: latency is that of the graph, but no task asks a graph: all are of kind command.",
                "{cost: distance}|{cost: distanse}|search.yml: objectives[1].cost must be one of latency, parameters, layers, distance, forgetting, found 'distanse'. Did you mean 'distance'?",
                "{cost: distance}|{cost: distance, metric: acc}|search.yml: unknown key 'objectives[1].metric'. Known: cost, name",
                "{cost: distance}|{cost: forgetting, task: mine}|search.yml: 'objectives[1].metric' is missing",
                "{cost: distance}|{cost: forgetting, task: mine, metric: f1, name: lost}|unknown metric 'f1' of task 'mine'. Known: acc, size",
                "metric: size|metric: sise|unknown metric 'sise' of task 'mine'. Did you mean 'size'? Known: acc, size",
                "{cost: distance, atMost: 10}|{cost: forgetting, task: mine, metric: size, atMost: 1}|search.yml: 'mine.forgetting' must be one quantity, found forgetting.acc of mine and forgetting.size of mine. Maybe give one a name.",
                "tasks: {mine: mine.yml}|tasks: {mine: mine.yml, cost: mine.yml}|search.yml: no task may have the name 'cost', which stands for none",
                "baselines: usual|baselines: some|search.yml: baselines must be one of models, usual, tuned, found 'some'",
            })
    void whatIsWrongIsWrongUse(String old, String changed, String complaint) {
        assertThat(searchText()).contains(old);
        Path wrong = family.write("search.yml", searchText().replace(old, changed));
        Program program = Program.run("search", wrong, "--out", temp.resolve("run"));
        assertThat(program.code()).isEqualTo(2);
        assertThat(program.complaintWithout(temp)).startsWith(complaint);
    }

    @Test
    void aDiskBudgetHoldsAtLeastOneModel() {
        family.write("mine.yml", TASK.replace("disk: 1MB", "disk: 100KB"));
        Program program = Program.run("search", search, "--out", temp.resolve("run"));
        assertThat(program.code()).isEqualTo(2);
        assertThat(program.complaint()).startsWith("disk must hold one merged model, ");
    }

    @Test
    void latencyDiffersAndNothingElse() throws IOException {
        SmallFamily.in(temp.resolve("family"));
        search =
                family.write(
                        "search.yml",
                        searchText()
                                        .replace(
                                                "tasks: {",
                                                "tasks: {digits: family/tasks/digits.yml, ")
                                        .replace("{task: mine, metric: size}", "{cost: latency}")
                                        .replace(
                                                "task: mine, metric: acc",
                                                "task: digits, metric: nll")
                                + "graph: %s/graph.onnx\n".formatted(Bundled.FAMILY));
        Path run = run("run", "--evaluations", 3);
        Path other = run("other", "--evaluations", 3, "--threads", 1);
        assertThat(JournalEquality.difference(journal(run), journal(other))).isEmpty();
        assertThat(temp.resolve("ran")).doesNotExist();
        Event.Scored base = state(run).scored(CandidateId.baseline(1), "search").orElseThrow();
        Event.Scored scored = state(run).scored(CandidateId.of(2), "search").orElseThrow();
        assertThat(scored.measures().get("latency")).isPositive();
        assertThat(scored.measures().get("digits.forgetting"))
                .isCloseTo(
                        scored.objectives().get("digits.nll") - base.objectives().get("digits.nll"),
                        within(1e-6));
        assertThat(Files.readString(new RunFolder(run).manifest()))
                .contains("Latency is measured by a clock");
    }

    /** Candidates hang while a file is there. */
    private void letCandidatesHang() {
        family.write("hang", "");
        family.write(
                "score.sh",
                """
                if test -f hang && %s; then
                  echo >> waiting; sleep 1000 & wait
                fi
                """
                                .formatted(IS_CANDIDATE)
                        + SCORE);
    }

    @Test
    void ctrlCEndsProgramsLeavesNothingAndTheRunGoesOn() throws IOException {
        letCandidatesHang();
        Path stopped = temp.resolve("stopped");
        RealProgram program =
                RealProgram.start(temp.resolve("text"), "search", search, "--out", stopped)
                        .awaitLines(temp.resolve("waiting"), 1)
                        .interrupt();
        assertThat(program.exitCode()).as(program.text()).isZero();
        assertThat(program.text()).contains("Stopped. Go on: merganser resume " + stopped);
        assertThat(state(stopped).failed("search")).isEmpty();
        assertNothingIsLeft();
        Files.delete(temp.resolve("hang"));
        assertThat(Program.run("resume", stopped).code()).isZero();
        assertThat(JournalEquality.difference(journal(stopped), journal(run("whole")))).isEmpty();
    }

    @Test
    void evaluateThatIsEndedLeavesNothing() throws IOException {
        letCandidatesHang();
        Path recipe =
                family.write(
                        "recipe.yml",
                        "merge_method: task_arithmetic\nbase_model: %1$s\nmodels: [{model: %1$s, parameters: {weight: 1}}]\n"
                                .formatted(Bundled.base()));
        RealProgram program =
                RealProgram.start(
                                temp.resolve("text"),
                                "evaluate",
                                recipe,
                                "--task",
                                temp.resolve("mine.yml"))
                        .awaitLines(temp.resolve("waiting"), 1)
                        .signal("TERM");
        assertThat(program.exitCode()).isNotZero();
        assertNothingIsLeft();
    }
}
