package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.front.FrontFile;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalEquality;
import dev.merganser.results.journal.JournalReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs that are stopped, extended, finished or spoilt. */
class ResumeTest {

    @TempDir private Path temp;

    private static Journal journal(Path run) {
        return JournalReader.read(new RunFolder(run).journal());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void theJournalIsTheSameForAnyNumberOfThreads(int threads) {
        SmallFamily family = SmallFamily.in(temp.resolve("family"));
        Path two = temp.resolve("two");
        Path other = temp.resolve("other");
        assertThat(Program.run("search", family.search(), "--out", two, "--threads", 2).code())
                .isZero();
        assertThat(
                        Program.run("search", family.search(), "--out", other, "--threads", threads)
                                .code())
                .isZero();
        assertThat(JournalEquality.difference(journal(two), journal(other))).isEmpty();
        assertThat(RunState.replay(journal(other)).fronts())
                .isEqualTo(RunState.replay(journal(two)).fronts());
    }

    @Test
    void aFinishedRunSaysSoAndALargerTotalExtendsIt() throws IOException {
        SmallFamily family = SmallFamily.in(temp.resolve("family"));
        Path run = temp.resolve("run");
        Program.run("search", family.search(), "--out", run, "--evaluations", 6);
        String journal = Files.readString(new RunFolder(run).journal());
        for (int total : new int[] {6, 4}) {
            Program again = Program.run("resume", run, "--evaluations", total);
            assertThat(again.code()).isZero();
            assertThat(again.out())
                    .isEqualTo(
                            "The run is finished, with 6 evaluations. Look: merganser front %1$s. Extend it: merganser resume %1$s --evaluations N%n"
                                    .formatted(run));
        }
        assertThat(Files.readString(new RunFolder(run).journal())).isEqualTo(journal);
        assertThat(FrontFile.read(new RunFolder(run).frontJson()).testSeen()).isFalse();

        Program longer = Program.run("resume", run, "--evaluations", 10, "--threads", 1);
        assertThat(longer.code()).isZero();
        assertThat(longer.err()).contains("search from evaluation 6 to 10 …");
        assertThat(longer.out())
                .contains("10 evaluations", "test (seen before the run was extended)");
        assertThat(FrontFile.read(new RunFolder(run).frontJson()).testSeen()).isTrue();
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("test is no longer unseen");

        Path whole = temp.resolve("whole");
        Program.run("search", family.search(), "--out", whole, "--evaluations", 10);
        assertThat(RunState.replay(journal(run)).front())
                .isEqualTo(RunState.replay(journal(whole)).front());
        assertThat(Program.run("resume", run).out())
                .contains("The run is finished, with 10 evaluations.");
    }

    @Test
    void timeEndsASearchThatScoresItsFrontAndCanGoOn() {
        SmallFamily family = SmallFamily.in(temp.resolve("family"));
        Path run = temp.resolve("run");
        Program timed =
                Program.run(
                        "search",
                        family.search(),
                        "--out",
                        run,
                        "--evaluations",
                        100_000,
                        "--time",
                        "1s");
        assertThat(timed.code()).isZero();
        RunState state = RunState.replay(journal(run));
        assertThat(state.stopped().orElseThrow().why()).isEqualTo("time");
        assertThat(timed.out()).contains("On validation the front");
        Program more = Program.run("resume", run, "--evaluations", state.evaluations() + 3);
        assertThat(more.out()).contains(state.evaluations() + 3 + " evaluations");
    }

    @Test
    void whatARunNeedsToGoOn() throws IOException {
        SmallFamily family = SmallFamily.in(temp.resolve("family"));
        Path expert = Files.copy(Bundled.expert("digits"), temp.resolve("digits.safetensors"));
        Path search =
                family.searchWith(
                        "copied.yml", Bundled.expert("digits").toString(), expert.toString());
        Path run = temp.resolve("run");
        Program.run("search", search, "--out", run, "--evaluations", 2);

        assertRefused(
                2,
                "A run folder must hold journal.jsonl, found none in family.",
                "resume",
                temp.resolve("family"));
        assertRefused(
                2,
                "A new run needs a folder of its own, but run holds a run. Maybe 'merganser resume run', or another --out.",
                "search",
                search,
                "--out",
                run);
        assertRefused(
                2,
                "A new run needs an empty folder, but family holds 'copied.yml'. Maybe another --out.",
                "search",
                search,
                "--out",
                temp.resolve("family"));
        assertRefused(
                2,
                "--candidate must be one of the %d on the front of run, such as %d; found 999. 'front run' lists them."
                        .formatted(members(run).size(), members(run).getFirst()),
                "export",
                run,
                temp.resolve("out"),
                "--candidate",
                999);

        Damaged.withNan(Bundled.expert("digits"), expert, "norm.bias", 0);
        assertRefused(
                1,
                "A run needs the inputs that it began with, but digits.safetensors (digits) has changed. Maybe start a new run.",
                "resume",
                run,
                "--evaluations",
                4);
        Files.delete(expert);
        assertRefused(
                1,
                "A run needs its inputs to go on, but digits.safetensors (digits) is gone.",
                "resume",
                run,
                "--evaluations",
                4);
    }

    private static List<Integer> members(Path run) {
        return FrontFile.read(new RunFolder(run).frontJson()).points().stream()
                .map(point -> point.candidate())
                .toList();
    }

    private void assertRefused(int code, String complaint, Object... arguments) {
        Program program = Program.run(arguments);
        assertThat(program.complaintWithout(temp)).isEqualTo(complaint);
        assertThat(program.code()).isEqualTo(code);
    }

    @Test
    void aJournalThatIsDamagedInTheMiddleNamesTheLine() throws IOException {
        SmallFamily family = SmallFamily.in(temp.resolve("family"));
        Path run = temp.resolve("run");
        Program.run("search", family.search(), "--out", run, "--evaluations", 2);
        Path file = new RunFolder(run).journal();
        Files.writeString(
                file, Files.readString(file).replaceFirst("uniform average", "uniform averagE"));
        Program resumed = Program.run("resume", run, "--evaluations", 4);
        assertThat(resumed.code()).isEqualTo(1);
        assertThat(resumed.complaint()).contains("line ");
    }
}
