package dev.merganser.recipes.check;

import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.file.ByteCount;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a merged model fits where it is to go, and the machine that makes it. */
final class OutputCheck {

    private OutputCheck() {}

    /** Whether the machine has the memory. */
    static List<Finding> memory(MergeEstimate estimate, Machine machine) {
        return estimate.memoryBytes() <= machine.memoryBytes()
                ? List.of()
                : List.of(
                        Finding.warning(
                                "The merge needs about %s of memory, but the machine has %s. Maybe fewer --threads."
                                        .formatted(
                                                ByteCount.text(estimate.memoryBytes()),
                                                ByteCount.text(machine.memoryBytes()))));
    }

    /** Whether there is room for the output. */
    static List<Finding> place(Path out, MergeEstimate estimate) {
        Path folder = existing(out.toAbsolutePath().normalize().getParent());
        try {
            return place(folder, estimate.outputBytes());
        } catch (IOException e) {
            return List.of(
                    Finding.warning(
                            "The free space at %s cannot be told: %s"
                                    .formatted(folder, DiskWords.of(folder, e))));
        }
    }

    private static List<Finding> place(Path folder, long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        return bytes <= free
                ? List.of()
                : List.of(
                        Finding.badData(
                                "The merged model has %s, but %s has only %s free."
                                        .formatted(
                                                ByteCount.text(bytes),
                                                folder,
                                                ByteCount.text(free))));
    }

    private static Path existing(@Nullable Path folder) {
        Path place = folder;
        while (place != null && !Files.exists(place)) {
            place = place.getParent();
        }
        return place == null ? Path.of("/") : place;
    }
}
