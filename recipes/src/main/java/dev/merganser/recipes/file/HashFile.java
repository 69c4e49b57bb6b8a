package dev.merganser.recipes.file;

import dev.merganser.recipes.error.BadDataException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hashes of files on disk: a line {@code merganser-hashes 1}, a line {@code SHA-256 SIZE MODIFIED
 * CHANGED PATH} for each file, the oldest first, and a line {@code end} with the SHA-256 of all
 * before. Anything else counts as empty. Replaced whole, under a lock, so that processes do not
 * lose each other's entries.
 */
final class HashFile {

    private static final String HEAD = "merganser-hashes 1\n";
    private static final String END = "end ";
    private static final Pattern ENTRY =
            Pattern.compile("([0-9a-f]{64}) (\\d{1,19}) (-?\\d{1,19}) (-?\\d{1,19}) (.+)");
    private static final int MOST_ENTRIES = 4096;
    private static final long MOST_BYTES = 16L << 20;

    private final Path file;

    /** What is known of a file: how it looked when it had this hash. */
    record Entry(FileStamp stamp, String sha256) {}

    HashFile(Path file) {
        this.file = file;
    }

    /** All entries by path, the oldest first. */
    Map<String, Entry> read() {
        try {
            return Files.exists(file) && Files.size(file) <= MOST_BYTES
                    ? parsed(Files.readString(file)).orElseGet(LinkedHashMap::new)
                    : new LinkedHashMap<>();
        } catch (IOException _) {
            return new LinkedHashMap<>();
        }
    }

    private static Optional<Map<String, Entry>> parsed(String text) {
        int end = text.lastIndexOf(END);
        if (!text.startsWith(HEAD)
                || end < 0
                || !text.substring(end).equals(ending(text.substring(0, end)))) {
            return Optional.empty();
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        text.substring(HEAD.length(), end).lines().forEach(line -> add(entries, line));
        return Optional.of(entries);
    }

    private static void add(Map<String, Entry> entries, String line) {
        Matcher m = ENTRY.matcher(line);
        if (m.matches()) {
            entries.put(
                    m.group(5), new Entry(new FileStamp(at(m, 2), at(m, 3), at(m, 4)), m.group(1)));
        }
    }

    private static long at(Matcher matcher, int group) {
        return Long.parseLong(matcher.group(group));
    }

    private static String ending(String before) {
        return END + Sha256.of(before) + "\n";
    }

    /** Adds entries to those that are there by now. What fails is not kept: it can be computed. */
    void add(Map<String, Entry> added) {
        synchronized (HashFile.class) {
            try {
                WholeFile.makeFolderOf(file);
                Path lock = file.resolveSibling(file.getFileName() + ".lock");
                try (FileChannel channel =
                        FileChannel.open(
                                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    channel.lock();
                    write(added);
                }
            } catch (IOException | BadDataException _) {
                // a cache only
            }
        }
    }

    private void write(Map<String, Entry> added) {
        Map<String, Entry> all = read();
        added.forEach(
                (path, entry) -> {
                    all.remove(path);
                    all.put(path, entry);
                });
        var text = new StringBuilder(HEAD);
        all.entrySet().stream()
                .skip(Math.max(0, all.size() - MOST_ENTRIES))
                .forEach(entry -> line(text, entry.getKey(), entry.getValue()));
        String before = text.toString();
        WholeFile.write(file, (before + ending(before)).getBytes(StandardCharsets.UTF_8));
    }

    private static void line(StringBuilder text, String path, Entry entry) {
        FileStamp stamp = entry.stamp();
        text.append(entry.sha256()).append(' ').append(stamp.size()).append(' ');
        text.append(stamp.modified()).append(' ').append(stamp.changed()).append(' ');
        text.append(path).append('\n');
    }
}
