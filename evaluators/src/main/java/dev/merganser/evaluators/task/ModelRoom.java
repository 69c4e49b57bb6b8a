package dev.merganser.evaluators.task;

import java.nio.file.Path;

/**
 * Where merged models may stand on the disk.
 *
 * @param folder exists
 * @param bytes most that they may take together, positive
 */
public record ModelRoom(Path folder, long bytes) {

    public ModelRoom {
        if (bytes < 1) {
            throw new IllegalArgumentException("Models need room, found " + bytes + " bytes");
        }
    }
}
