package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.front.FrontFile;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalEquality;
import dev.merganser.results.journal.JournalReader;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** The real program, killed and interrupted at moments that a seed decides. */
@Tag("slow")
class KillTest {

    private static final int EVALUATIONS = 60;
    private static final int KILLS = 10;

    @TempDir private Path temp;

    private static Journal journal(RunFolder run) {
        return JournalReader.read(run.journal());
    }

    private RunFolder unbroken(SmallFamily family) {
        var whole = new RunFolder(temp.resolve("whole"));
        Program program =
                Program.run(
                        "search",
                        family.search(),
                        "--out",
                        whole.root(),
                        "--evaluations",
                        EVALUATIONS);
        assertThat(program.code()).isZero();
        return whole;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aRunThatIsKilledTenTimesEndsAsTheUnbrokenOne(long seed) throws IOException {
        SmallFamily family = SmallFamily.in(temp.resolve("family"));
        RunFolder whole = unbroken(family);
        var broken = new RunFolder(temp.resolve("broken"));
        long lines = RealProgram.lines(whole.journal());
        long[] moments = new Random(seed).longs(KILLS, 1, lines).sorted().toArray();
        for (long moment : moments) {
            begun(family, broken).awaitLines(broken.journal(), moment).kill();
        }
        RealProgram last = begun(family, broken);
        assertThat(last.exitCode()).as(last.text()).isZero();
        assertSameRun(whole, broken);
    }

    /** Starts a search, or goes on with one that has a journal. */
    private RealProgram begun(SmallFamily family, RunFolder run) {
        return Files.exists(run.journal())
                ? RealProgram.start(temp.resolve("out"), "resume", run.root())
                : RealProgram.start(
                        temp.resolve("out"),
                        "search",
                        family.search(),
                        "--out",
                        run.root(),
                        "--evaluations",
                        EVALUATIONS);
    }

    private static void assertSameRun(RunFolder one, RunFolder other) throws IOException {
        assertThat(JournalEquality.difference(journal(one), journal(other))).isEmpty();
        assertThat(RunState.replay(journal(other)).fronts())
                .isEqualTo(RunState.replay(journal(one)).fronts());
        assertThat(FrontFile.read(other.frontJson())).isEqualTo(FrontFile.read(one.frontJson()));
        assertThat(Files.readString(other.frontCsv())).isEqualTo(Files.readString(one.frontCsv()));
    }

    @Test
    void ctrlCWritesTheFrontEndsWithZeroAndTheRunGoesOn() throws IOException {
        SmallFamily family = SmallFamily.in(temp.resolve("family"));
        RunFolder whole = unbroken(family);
        var stopped = new RunFolder(temp.resolve("stopped"));
        long middle = RealProgram.lines(whole.journal()) / 2;
        RealProgram program =
                begun(family, stopped).awaitLines(stopped.journal(), middle).interrupt();
        assertThat(program.exitCode()).as(program.text()).isZero();
        assertThat(program.text())
                .contains("Stopping", "Stopped. Go on: merganser resume " + stopped.root());
        assertThat(FrontFile.read(stopped.frontJson()).points()).isNotEmpty();
        assertThat(RunState.replay(journal(stopped)).scored("validation")).isEmpty();
        assertThat(Program.run("resume", stopped.root()).code()).isZero();
        assertSameRun(whole, stopped);
    }

    @Test
    void ctrlCDuringTheBaselinesLeavesARunThatGoesOn() throws IOException {
        SmallFamily family = SmallFamily.in(temp.resolve("family"));
        RunFolder whole = unbroken(family);
        var stopped = new RunFolder(temp.resolve("stopped"));
        RealProgram program = begun(family, stopped).awaitLines(stopped.journal(), 1).interrupt();
        assertThat(program.exitCode()).as(program.text()).isZero();
        assertThat(RunState.replay(journal(stopped)).evaluations()).isZero();
        assertThat(program.text()).contains("Stopped. Go on: merganser resume ");
        assertThat(Files.readString(stopped.report())).contains("</html>");
        assertThat(Program.run("resume", stopped.root()).code()).isZero();
        assertSameRun(whole, stopped);
    }

    @Test
    void twoProgramsCannotWriteOneRun() {
        SmallFamily family = SmallFamily.in(temp.resolve("family"));
        var run = new RunFolder(temp.resolve("run"));
        RealProgram first = begun(family, run).awaitLines(run.journal(), 2);
        Program second = Program.run("resume", run.root());
        first.kill();
        assertThat(second.code()).isEqualTo(2);
        assertThat(second.complaintWithout(temp))
                .isEqualTo(
                        "A run must have one writer, but another process is writing run/journal.jsonl. Maybe wait for it, or stop it.");
    }
}
