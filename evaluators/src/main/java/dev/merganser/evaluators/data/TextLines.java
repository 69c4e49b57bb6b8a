package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a UTF-8 text file, numbered from 1, for messages that name file and line. A byte
 * order mark at the start is passed over; a line ends with LF or CR LF.
 */
final class TextLines {

    /** What a line may hold at most; more is a file without line breaks. */
    static final int MAX_BYTES = 1 << 26;

    private static final int CHUNK = 1 << 16;

    private final String file;
    private final int maxBytes;
    private final Use use;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int number;

    /** Takes one line without its end. */
    interface Use {
        void take(String text, int line);
    }

    private TextLines(String file, int maxBytes, Use use) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.use = use;
    }

    static void each(InputStream in, String file, Use use) throws IOException {
        each(in, file, MAX_BYTES, use);
    }

    static void each(InputStream in, String file, int maxBytes, Use use) throws IOException {
        var lines = new TextLines(file, maxBytes, use);
        byte[] chunk = new byte[CHUNK];
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
            lines.take(chunk, length);
        }
        if (lines.line.size() > 0) {
            lines.end();
        }
    }

    private void take(byte[] chunk, int length) {
        int from = 0;
        for (int at = 0; at < length; at++) {
            if (chunk[at] == '\n') {
                add(chunk, from, at - from);
                end();
                from = at + 1;
            }
        }
        add(chunk, from, length - from);
    }

    private void add(byte[] chunk, int from, int count) {
        if (line.size() + count > maxBytes) {
            throw new BadDataException(
                    "%s, line %d: must be at most %d bytes long, but goes on. Maybe the file has no line breaks."
                            .formatted(file, number + 1, maxBytes));
        }
        line.write(chunk, from, count);
    }

    private void end() {
        number++;
        String text = decoded();
        line.reset();
        String whole = number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        use.take(whole.endsWith("\r") ? whole.substring(0, whole.length() - 1) : whole, number);
    }

    private String decoded() {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line.toByteArray());
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new BadDataException(
                    "%s, line %d: must be UTF-8 text, found other bytes. Maybe save it as UTF-8."
                            .formatted(file, number),
                    e);
        }
    }
}
