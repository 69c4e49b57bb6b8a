package dev.merganser.recipes.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What tells without reading that a file is still the same: its size and its times in nanoseconds
 * since 1970. The time of change is that of the file system's own, which no program can set, where
 * there is one; otherwise it is the time of modification again.
 */
record FileStamp(long size, long modified, long changed) {

    private static final long SECOND = 1_000_000_000L;

    /** Of a file, links followed. */
    static FileStamp of(Path file) throws IOException {
        try {
            return of(Files.readAttributes(file, "unix:size,lastModifiedTime,ctime"), "ctime");
        } catch (UnsupportedOperationException | IllegalArgumentException _) {
            return of(Files.readAttributes(file, "size,lastModifiedTime"), "lastModifiedTime");
        }
    }

    private static FileStamp of(Map<String, Object> attributes, String changed) throws IOException {
        if (attributes.get("size") instanceof Long size
                && attributes.get("lastModifiedTime") instanceof FileTime modified
                && attributes.get(changed) instanceof FileTime change) {
            return new FileStamp(
                    size, modified.to(TimeUnit.NANOSECONDS), change.to(TimeUnit.NANOSECONDS));
        }
        throw new IOException("The file system tells no size and times");
    }

    /**
     * Milliseconds until a further change would show in the times, for the tick of the file
     * system's clock must be over: 20 ms, or 2 s where it counts whole seconds.
     */
    long unsettledMillis() {
        boolean coarse = modified % SECOND == 0 && changed % SECOND == 0;
        Instant settled =
                Instant.EPOCH.plusNanos(Math.max(modified, changed)).plusMillis(coarse ? 2000 : 20);
        return Math.max(0, settled.toEpochMilli() - Instant.now().toEpochMilli() + 1);
    }
}
