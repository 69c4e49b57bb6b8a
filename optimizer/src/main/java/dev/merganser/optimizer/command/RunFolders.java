package dev.merganser.optimizer.command;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Where runs go when the user does not say. */
final class RunFolders {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private RunFolders() {}

    /** A new folder below {@code results/runs} of the working directory. */
    static Path fresh(String name) {
        String time = LocalDateTime.now(ZoneId.systemDefault()).format(TIME);
        return Path.of("results", "runs", time + "-" + name.replaceAll("[^A-Za-z0-9._-]", "_"));
    }
}
