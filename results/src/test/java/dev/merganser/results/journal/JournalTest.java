package dev.merganser.results.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.results.file.Crc32c;
import dev.merganser.results.step.StepKind;
import dev.merganser.results.value.CandidateId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class JournalTest {
    @TempDir Path folder;

    @Test
    void whatIsWrittenIsReadBack() {
        write(Events.all());

        Journal read = JournalReader.read(file());
        assertThat(read.events()).isEqualTo(Events.all());
        assertThat(read.note()).isEmpty();
        assertThat(read.wholeBytes()).isEqualTo(size());
        assertThat(read.scoreEnds())
                .containsEntry("search/digits.nll.f32", 2000L)
                .containsEntry("search/fashion.nll.f32", 4000L);
    }

    @Test
    void theFileOfVersionOneStaysAsItIs() throws IOException {
        write(Events.all());

        assertThat(Files.readString(file())).isEqualTo(frozen("journal-v1.jsonl"));
    }

    @Test
    void stepsStayAsTheyAre() throws IOException {
        write(Events.steps());
        assertThat(JournalReader.read(file()).events()).isEqualTo(Events.steps());
        assertThat(JournalReader.read(file()).gradientEnd()).isEqualTo(16 + 3 * 8);
        assertThat(Files.readString(file())).isEqualTo(frozen("journal-v1-steps.jsonl"));
    }

    @Test
    void fitsStayAsTheyAre() throws IOException {
        List<Event> events = List.of(Events.run(), Events.fit(1, 0.75));
        write(events);
        assertThat(JournalReader.read(file()).events()).isEqualTo(events);
        assertThat(Files.readString(file())).isEqualTo(frozen("journal-v1-fits.jsonl"));
    }

    @Test
    void stepsAreOnTheDiskWhenAskedForAndOtherEventsAtOnce() {
        try (JournalWriter writer = JournalWriter.create(file())) {
            writer.append(Events.run());
            long run = size();
            assertThat(writer.forcedBytes()).isEqualTo(run);
            Events.steps().stream().filter(Event.Step.class::isInstance).forEach(writer::append);
            assertThat(writer.forcedBytes()).isEqualTo(run);
            writer.force();
            assertThat(writer.forcedBytes()).isEqualTo(size()).isGreaterThan(run);
        }
    }

    @Test
    void theChoiceOfExpertsStaysAsItIs() throws IOException {
        List<Event> events = List.of(Events.run(), new Event.Kept(List.of("digits", "fashion"), 3));
        write(events);
        assertThat(JournalReader.read(file()).events()).isEqualTo(events);
        assertThat(Files.readAllLines(file()).getLast())
                .isEqualTo(
                        "{\"event\":\"kept\",\"experts\":[\"digits\",\"fashion\"],\"of\":3,\"crc\":\"bdf18da8\"}");
    }

    @Test
    void aStepWithoutAFiniteLossIsReadBack() {
        Event step =
                new Event.Step(
                        1,
                        StepKind.GRADIENT,
                        7,
                        "00ff00ff",
                        Double.NaN,
                        Map.of("digits", 1.5),
                        384,
                        Optional.empty(),
                        12,
                        Instant.EPOCH);
        write(List.of(Events.run(), step));
        assertThat(JournalReader.read(file()).events()).contains(step);
    }

    @Test
    void aStepThatIsMissingIsDamageInItsLine() {
        write(List.of(Events.run(), Events.step(1, StepKind.LOSS), Events.step(3, StepKind.LOSS)));
        assertThatThrownBy(() -> JournalReader.read(file()))
                .isInstanceOf(BadDataException.class)
                .hasMessageEndingWith("line 3: Step 3 must follow step 2, found it behind step 1.");
    }

    @Test
    void layerCallsAreKept() {
        List<Event> events = List.of(Events.run(), Events.shared(3));
        write(events);

        assertThat(JournalReader.read(file()).events()).isEqualTo(events);
    }

    @Test
    void aLineEndsWithTheChecksumOfTheBytesBeforeIt() {
        String line = new String(EventWriter.line(Events.proposed(3)), UTF_8);
        String body = line.substring(0, line.lastIndexOf(",\"crc\""));

        assertThat(line)
                .isEqualTo(body + ",\"crc\":\"" + Crc32c.of(body.getBytes(UTF_8)) + "\"}\n");
    }

    @Test
    void theChecksumIsCrc32cOfRfc3720() {
        assertThat(Crc32c.of("123456789".getBytes(UTF_8))).isEqualTo("e3069283");
        assertThat(Crc32c.of(new byte[32])).isEqualTo("8a9136aa");
    }

    @Test
    void aLastLineCutAtAnyByteIsDroppedWithANoteAndCutOffAtResume() throws IOException {
        write(Events.all());
        byte[] whole = Files.readAllBytes(file());
        int lastLine = lastLineStart(whole);

        for (int length = lastLine + 1; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            Journal read = JournalReader.read(file());

            assertThat(read.events()).hasSize(Events.all().size() - 1);
            assertThat(read.note().orElseThrow()).contains("line 10", "torn");
            assertThat(read.wholeBytes()).isEqualTo(lastLine);
        }
        resumeWith(Events.all().getLast());
        assertThat(Files.readAllBytes(file())).isEqualTo(whole);
    }

    @Test
    void aJournalCutInItsFirstLineIsEmptyAndCanBeBegunAgain() throws IOException {
        Files.write(file(), Arrays.copyOf(EventWriter.line(Events.run()), 40));

        assertThat(JournalReader.read(file()).run()).isEmpty();
        resumeWith(Events.run());
        assertThat(JournalReader.read(file()).run()).contains(Events.run());
    }

    @Test
    void aFlippedByteBeforeTheLastLineIsAnErrorThatNamesTheLine() throws IOException {
        write(Events.all());
        byte[] whole = Files.readAllBytes(file());
        int lastLine = lastLineStart(whole);

        for (int at = lastLine - 1; at >= 0; at -= 13) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file(), damaged);
            assertThatThrownBy(() -> JournalReader.read(file()))
                    .as("byte %d", at)
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("line " + lineOf(whole, at) + ":");
        }
    }

    @Test
    void aFlippedByteInTheLastLineMakesItTorn() throws IOException {
        write(Events.all());
        byte[] whole = Files.readAllBytes(file());

        for (int at = whole.length - 1; at >= lastLineStart(whole); at--) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file(), damaged);
            assertThat(JournalReader.read(file()).events()).hasSize(Events.all().size() - 1);
        }
    }

    @Test
    void unknownKeysAreIgnored() throws IOException {
        String line = new String(EventWriter.line(Events.run()), UTF_8);
        writeBodies(line.substring(0, line.lastIndexOf(",\"crc\"")) + ",\"colour\":{\"a\":[null]}");

        assertThat(JournalReader.read(file()).events()).containsExactly(Events.run());
    }

    @Test
    void unknownVersionsAndEventsAreErrors() throws IOException {
        String run = new String(EventWriter.line(Events.run()), UTF_8);
        String body = run.substring(0, run.lastIndexOf(",\"crc\""));

        writeBodies(body.replace("\"version\":1", "\"version\":2"));
        assertThatThrownBy(() -> JournalReader.read(file()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("line 1")
                .hasMessageContaining("version 2");
        writeBodies(body, "{\"event\":\"danced\"");
        assertThatThrownBy(() -> JournalReader.read(file()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("'danced'");
    }

    @Test
    void aMissingOrWronglyTypedKeyIsNamed() throws IOException {
        String run = new String(EventWriter.line(Events.run()), UTF_8);
        String body = run.substring(0, run.lastIndexOf(",\"crc\""));

        writeBodies(body, "{\"event\":\"front\",\"candidates\":[1,\"b\"],\"hypervolume\":1");
        assertThatThrownBy(() -> JournalReader.read(file()))
                .hasMessageContaining("'candidates' of event 'front'");
        writeBodies(body, "{\"event\":\"front\",\"candidates\":[1]");
        assertThatThrownBy(() -> JournalReader.read(file()))
                .hasMessageContaining(
                        "'hypervolume' of event 'front' must be a number, found nothing");
    }

    @Test
    void theRunEventComesFirstAndOnce() throws IOException {
        String run = new String(EventWriter.line(Events.run()), UTF_8);
        String body = run.substring(0, run.lastIndexOf(",\"crc\""));

        writeBodies(body, body);
        assertThatThrownBy(() -> JournalReader.read(file())).hasMessageContaining("line 2");
        writeBodies("{\"event\":\"front\",\"candidates\":[],\"hypervolume\":0");
        assertThatThrownBy(() -> JournalReader.read(file())).hasMessageContaining("line 1");
    }

    @Test
    void twoWritersOfOneRunAreRefused() {
        try (JournalWriter first = JournalWriter.create(file())) {
            first.append(Events.run());
            assertThatThrownBy(() -> JournalWriter.resume(file()))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessageContaining("another process is writing");
            assertThat(JournalReader.read(file()).events()).hasSize(1);
        }
        resumeWith(Events.proposed(1));
        assertThat(JournalReader.read(file()).events()).hasSize(2);
    }

    @Test
    void anotherProcessThatHoldsTheJournalIsNoticed() throws Exception {
        JournalWriter.create(file()).close();
        Process holder = holdInAnotherProcess(file());
        try {
            assertThat(holder.inputReader(UTF_8).readLine()).isEqualTo("locked");
            assertThatThrownBy(() -> JournalWriter.resume(file()))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessageContaining("another process is writing");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        JournalWriter.resume(file()).close();
    }

    @Test
    void manyThreadsWriteWholeLines() {
        try (JournalWriter writer = JournalWriter.create(file())) {
            writer.append(Events.run());
            IntStream.rangeClosed(1, 60)
                    .parallel()
                    .forEach(number -> writer.append(Events.scored(CandidateId.of(number))));
        }

        assertThat(JournalReader.read(file()).events().stream().skip(1))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 60)
                                .mapToObj(number -> (Event) Events.scored(CandidateId.of(number)))
                                .toList());
    }

    @Test
    void anInterruptedThreadDoesNotCloseTheJournal() {
        try (JournalWriter writer = JournalWriter.create(file())) {
            Thread.currentThread().interrupt();
            writer.append(Events.run());
            assertThat(Thread.interrupted()).isTrue();
            writer.append(Events.scored(CandidateId.of(1)));
        }

        assertThat(JournalReader.read(file()).events()).hasSize(2);
    }

    @Test
    void aNewJournalNeverReplacesAnother() {
        write(List.of(Events.run()));

        assertThatThrownBy(() -> JournalWriter.create(file()))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("resume");
        assertThatThrownBy(() -> JournalWriter.resume(folder.resolve("no.jsonl")))
                .isInstanceOf(WrongUseException.class);
        assertThatThrownBy(() -> JournalReader.read(folder.resolve("no.jsonl")))
                .isInstanceOf(WrongUseException.class);
    }

    private static Process holdInAnotherProcess(Path journal) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JournalHolder.class.getName(),
                        journal.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void write(List<Event> events) {
        try (JournalWriter writer = JournalWriter.create(file())) {
            events.forEach(writer::append);
        }
    }

    private void resumeWith(Event event) {
        try (JournalWriter writer = JournalWriter.resume(file())) {
            writer.append(event);
        }
    }

    /** Writes lines with right checksums, whatever their content. */
    private void writeBodies(String... bodies) throws IOException {
        var lines = new ArrayList<String>();
        Stream.of(bodies)
                .forEach(
                        b -> lines.add(b + ",\"crc\":\"" + Crc32c.of(b.getBytes(UTF_8)) + "\"}\n"));
        Files.writeString(file(), String.join("", lines));
    }

    private static int lastLineStart(byte[] journal) {
        int start = journal.length - 1;
        while (journal[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private static int lineOf(byte[] journal, int at) {
        return 1 + (int) IntStream.range(0, at).filter(i -> journal[i] == '\n').count();
    }

    private Path file() {
        return folder.resolve("journal.jsonl");
    }

    private long size() {
        return file().toFile().length();
    }

    private static String frozen(String name) throws IOException {
        try (InputStream in = JournalTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
