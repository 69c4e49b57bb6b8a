package dev.merganser.evaluators.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.merganser.evaluators.task.MeasuredContent;
import dev.merganser.evaluators.task.MeasuredScores;
import dev.merganser.evaluators.task.MeasurementException;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.task.TaskReader;
import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Programs of the shell that score, fail, hang and flood. */
class CommandTaskTest {

    private static final String TASK =
            """
            kind: command
            run: [sh, score.sh, "{model}", "{split}", "{output}"]
            items: {search: 3, test: 2}
            better: {acc: higher, loss: lower}
            """;

    private static final Duration LONGEST_END = Duration.ofSeconds(20);

    @TempDir private Path temp;

    private Path write(String name, String text) {
        try {
            return Files.writeString(temp.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Task task(String text) {
        return TaskReader.read(write("mine.yml", text));
    }

    private MeasuredScores measured(String script) {
        return measured(script, "", () -> false);
    }

    private MeasuredScores measured(String script, String settings, BooleanSupplier cancelled) {
        write("score.sh", script);
        try {
            Path scratch = Files.createTempDirectory(temp, "scratch");
            return ((MeasuredContent) task(TASK + settings).content())
                    .measure(temp.resolve("merged model"), Split.SEARCH, scratch, cancelled);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MeasurementException failure(String script, String settings) {
        return catchThrowableOfType(
                MeasurementException.class, () -> measured(script, settings, () -> false));
    }

    @Test
    void theFileSaysWhatIsMeasured() {
        write("score.sh", "");
        Task task = task(TASK + "timeout: 1h30m\nmetric: loss\n");
        assertThat(task.metrics()).containsExactly("loss");
        assertThat(task.higherIsBetter("acc")).isTrue();
        assertThat(task.higherIsBetter("loss")).isFalse();
        assertThat(task.itemCount(Split.SEARCH)).isEqualTo(3);
        assertThat(task.itemCount(Split.VALIDATION)).isZero();
        assertThat(task.files()).containsExactly(temp.resolve("score.sh"));
        assertThat(((MeasuredContent) task.content()).words())
                .isEqualTo(
                        "Task 'mine' runs a program for each candidate, in %s and for at most 1h30m: sh score.sh {model} {split} {output}"
                                .formatted(temp));
        assertThat(task(TASK).metrics()).containsExactly("acc", "loss");
        assertThatThrownBy(() -> task.higherIsBetter("los"))
                .hasMessage(
                        "unknown metric 'los' of task 'mine'. Did you mean 'loss'? Known: acc, loss");
    }

    @Test
    void aProgramGetsModelSplitAndOutputAndRunsBesideItsTaskFile() {
        MeasuredScores scores =
                measured(
                        """
                        test -f score.sh && test "$#" = 3 && test "$1" = "$PWD/merged model" || exit 7
                        cat
                        echo '{"metrics": {"acc": 0.6667, "loss": 0.25, "other": null},' > "$3"
                        echo '"items": {"acc": [1, false, 1.0]}}' >> "$3"
                        test "$2" = search
                        """);
        assertThat(scores.values()).containsEntry("loss", 0.25).containsEntry("acc", 2 / 3.0);
        assertThat(scores.values()).hasSize(2);
        assertThat(scores.items()).containsOnlyKeys("acc");
        assertThat(scores.items().get("acc")).containsExactly(1, 0, 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"metrics\": {\"acc\": 1}}|its scores must have metric 'loss', found acc",
                "{}|its scores must have metric 'acc', found none",
                "[1]|its scores must be one JSON object, found another value",
                "{\"metrics\"|its scores must be one JSON object: Unexpected end-of-input",
                "{\"metrics\": {\"acc\": NaN, \"loss\": 1}}|metrics.acc must be a finite number, found NaN",
                "{\"metrics\": {\"acc\": \"high\", \"loss\": 1}}|metrics.acc must be a finite number, found \"high\"",
                "{\"items\": {\"acc\": [1, 0]}}|items.acc must be 3 numbers as the task says, found 2",
                "{\"items\": {\"acc\": 0.5}}|items.acc must be 3 numbers as the task says, found no list",
                "{\"items\": {\"acc\": [1, 0, 1e300]}}|items.acc[2] must be a finite number, found 1.0E300",
                "{\"items\": {\"acc\": [1, null, 0]}}|items.acc[1] must be a finite number, found null",
                "{\"metrics\": {\"acc\": 0.667}, \"items\": {\"acc\": [1, 1, 0]}}|metrics.acc must be the mean of its items, found 0.667 and a mean of 0.6666666666666666",
            })
    void whatIsWrongWithScoresIsSaidInOneLine(String json, String complaint) {
        MeasurementException failure =
                failure("echo loading\necho '%s' > \"$3\"; echo done".formatted(json), "");
        assertThat(failure.getMessage())
                .startsWith("Task 'mine', 'sh': " + complaint)
                .endsWith("Its last line: done")
                .doesNotContain("\n");
        assertThat(failure.output()).isEqualTo("loading\ndone\n");
    }

    @Test
    void aProgramThatFailsIsHeard() {
        assertThat(failure("echo 'ValueError: no GPU' >&2; exit 3", ""))
                .hasMessage(
                        "Task 'mine', 'sh': it must exit with 0, found 3. Its last line: ValueError: no GPU");
        assertThat(failure("echo no tokenizer in $1 for $3; exit 1", ""))
                .hasMessageEndingWith("Its last line: no tokenizer in {model} for {output}");
        assertThat(failure("exit 0", ""))
                .hasMessage(
                        "Task 'mine', 'sh': it must write its scores to {output}, found no such file. It printed nothing.");
    }

    @Test
    void aFloodFillsNothing() {
        MeasurementException flood =
                failure(
                        "head -c 50000000 /dev/zero | tr '\\0' x; echo; echo 'last words'; exit 1",
                        "");
        assertThat(flood.output().length()).isLessThan(3 * KeptOutput.KEPT);
        assertThat(flood).hasMessageEndingWith("found 1. Its last line: last words");
    }

    @Test
    void aProgramThatHangsIsEndedWithAllThatItStarted() {
        MeasurementException late =
                failure(
                        "sleep 1000 & echo $! > child; (trap '' TERM; sleep 1000) & echo waiting; wait",
                        "timeout: 1s");
        assertThat(late)
                .hasMessage("Task 'mine', 'sh': it must end within 1s. Its last line: waiting");
        assertEnds(child());
    }

    @Test
    void whatAProgramLeavesRunningIsEndedToo() {
        MeasuredScores scores =
                measured(
                        "sleep 1000 & echo $! > child; echo '{\"metrics\": {\"acc\": 1, \"loss\": 2}}' > \"$3\"");
        assertThat(scores.values()).containsEntry("acc", 1.0);
        assertEnds(child());
    }

    @Test
    void aCancelledProgramIsEnded() {
        var looks = new AtomicInteger();
        assertThatThrownBy(() -> measured("sleep 1000", "", () -> looks.incrementAndGet() > 1))
                .isInstanceOf(CancellationException.class);
    }

    private long child() {
        try {
            return Long.parseLong(Files.readString(temp.resolve("child")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A kill returns before it is done: the system ends the process a moment later. */
    private static void assertEnds(long pid) {
        long start = System.nanoTime();
        while (!isGone(pid) && System.nanoTime() - start < LONGEST_END.toNanos()) {
            Thread.onSpinWait();
        }
        assertThat(isGone(pid)).isTrue();
    }

    /** Ended processes that nobody has waited for are still listed, as zombies. */
    private static boolean isGone(long pid) {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.exists(Path.of("/proc/self/status"))) {
            return ProcessHandle.of(pid).isEmpty();
        }
        try {
            return Files.readString(status).contains("State:\tZ");
        } catch (IOException _) {
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[sh, |[no_such_program, |run must begin with a program, but 'no_such_program' is none in the folders of PATH",
                "[sh, |[./score.sh, |run must begin with a program, but './score.sh' is none in FOLDER",
                "[sh, |[\"{model}\", |run must begin with a program, found [{model}, score.sh, {model}, {split}, {output}]",
                "\"{model}\"|\"{modle}\"|run: places are {model}, {split} and {output}, found {modle}. Did you mean 'model'?",
                "\"{model}\"|{model}|run must be a list of words, and {model} must stand in quotes: \"{model}\"",
                "\"{model}\", |``|run must hold the place {model}, found sh score.sh {split} {output}",
                "\"{split}\", |``|run must hold the place {split}, found sh score.sh {model} {output}",
                "{search: 3, test: 2}|{test: 2}|items.search must say how many items the search split has",
                "{search: 3, test: 2}|{search: 0}|items.search must be a whole number from 1 to 2147483647, found the number 0",
                "loss: lower|loss: less|better.loss must be higher or lower, found 'less'",
                "{acc: higher, loss: lower}|{}|better must name at least one metric, found none",
                "kind: command|kind: command, data: x|unknown key 'data'. Known: better, disk, items, kind, metric, metrics, name, run, scratch, timeout",
                "kind: command|kind: command, timeout: soon|timeout must be a duration such as 90s, 45m, 8h or 1h30m, found 'soon'.",
                "kind: command|kind: command, disk: much|disk must be a size such as 512MB or 8GB, found 'much'.",
                "kind: command|kind: command, scratch: no/where|scratch must be a folder, but there is none at FOLDER/no/where",
                "kind: command|kind: command, metric: f1|unknown metric 'f1' of task 'mine'. Known: acc, loss",
            })
    void whatIsWrongInTheFileIsWrongUse(String old, String changed, String complaint) {
        write("score.sh", "");
        String flow = "{" + TASK.strip().replace("\n", ", ") + "}";
        String changedTo = changed == null ? "" : changed;
        assertThat(flow).contains(old);
        assertThatThrownBy(() -> task(flow.replace(old, changedTo)))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining(complaint.replace("FOLDER", temp.toString()));
    }
}
