package dev.merganser.evaluators.program;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a program printed: its beginning and its end, however much it was. Thread-safe. */
final class KeptOutput {

    /** How many bytes are kept of the beginning, and of the end. */
    static final int KEPT = 64 << 10;

    private static final String CONTROL_SEQUENCE = "\\x1b\\[[0-9;?]*[A-Za-z]";

    private final byte[] first = new byte[KEPT];
    private final byte[] last = new byte[KEPT];
    private long count;

    /** Takes all there is, until the other side is closed or reading fails. */
    void takeAll(InputStream in) {
        byte[] buffer = new byte[KEPT];
        try (in) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                take(buffer, read);
            }
        } catch (IOException _) {
            // the program has ended, and what it said before is kept
        }
    }

    synchronized void take(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (count < KEPT) {
                first[(int) count] = bytes[i];
            } else {
                last[(int) ((count - KEPT) % KEPT)] = bytes[i];
            }
            count++;
        }
    }

    /** The output; where something is left out, a line says how much. */
    synchronized String text() {
        String beginning = text(first, 0, (int) Math.min(count, KEPT));
        long beyond = Math.max(0, count - KEPT);
        if (beyond <= KEPT) {
            return beginning + text(last, 0, (int) beyond);
        }
        int oldest = (int) (beyond % KEPT);
        return "%s%n[%d bytes are left out]%n%s%s"
                .formatted(
                        beginning,
                        beyond - KEPT,
                        text(last, oldest, KEPT - oldest),
                        text(last, 0, oldest));
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    /** The last line that says something; empty where there is none. */
    String lastLine() {
        List<String> lines =
                text().replace('\r', '\n')
                        .lines()
                        .map(line -> line.replaceAll(CONTROL_SEQUENCE, "").strip())
                        .filter(line -> !line.isEmpty())
                        .toList();
        return lines.isEmpty() ? "" : lines.getLast();
    }
}
