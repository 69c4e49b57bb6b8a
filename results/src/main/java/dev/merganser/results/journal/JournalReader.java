package dev.merganser.results.journal;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.results.journal.Event.RunStarted;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a journal, also while it is being written. A last line that is torn (cut short, or its
 * checksum wrong) is dropped with a note; damage before it is a {@link BadDataException} that names
 * the line.
 */
public final class JournalReader {
    private final Path path;
    private final List<Event> events = new ArrayList<>();
    private int lines;
    private long steps;
    private long wholeBytes;

    private JournalReader(Path path) {
        this.path = path;
    }

    /** Reads all events of a file. */
    public static Journal read(Path path) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            return new JournalReader(path).read(in);
        } catch (NoSuchFileException e) {
            throw new WrongUseException(
                    "A run folder must hold a journal, found no file " + path + ".", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    private Journal read(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                line.write(next);
                continue;
            }
            lines++;
            if (!EventReader.whole(line.toByteArray())) {
                return torn(in, line.toByteArray());
            }
            add(line.toByteArray());
            wholeBytes += line.size() + 1L;
            line.reset();
        }
        lines++;
        return line.size() > 0 ? dropped(line.toByteArray()) : journal(Optional.empty());
    }

    /** A line with a wrong checksum is torn if it is the last one, else damaged. */
    private Journal torn(InputStream in, byte[] line) throws IOException {
        if (in.read() >= 0) {
            throw damaged();
        }
        return dropped(line);
    }

    private Journal dropped(byte[] line) {
        if (EventReader.startsWithWholeLine(line)) {
            throw damaged(); // a line feed was lost, and a fact with it
        }
        return journal(Optional.of(at() + "the last line is torn and was dropped."));
    }

    private BadDataException damaged() {
        return new BadDataException(
                at()
                        + "the line must end with the checksum of what stands before, and does not."
                        + " Maybe the file was edited or the disk is damaged.");
    }

    private Journal journal(Optional<String> note) {
        return new Journal(events, note, wholeBytes);
    }

    private void add(byte[] line) {
        try {
            Event event = EventReader.event(line);
            if (events.isEmpty() != (event instanceof RunStarted)) {
                throw new BadDataException("The first event, and no other, must be 'run'.");
            }
            if (event instanceof Event.Step step) {
                requireNext(step);
            }
            events.add(event);
        } catch (BadDataException e) {
            throw new BadDataException(at() + e.getMessage(), e);
        }
    }

    private void requireNext(Event.Step step) {
        if (step.number() != steps + 1) {
            throw new BadDataException(
                    "Step %d must follow step %d, found it behind step %d."
                            .formatted(step.number(), step.number() - 1, steps));
        }
        steps++;
    }

    private String at() {
        return "Journal " + path + ", line " + lines + ": ";
    }
}
