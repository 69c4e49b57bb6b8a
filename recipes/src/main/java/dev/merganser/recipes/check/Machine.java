package dev.merganser.recipes.check;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;

/**
 * What a merge has at its disposal.
 *
 * @param cores processors that this process may use, at least 1
 * @param memoryBytes memory of the machine, or what its container may use
 */
public record Machine(int cores, long memoryBytes) {

    public Machine {
        if (!(cores >= 1 && memoryBytes >= 1)) {
            throw new IllegalArgumentException(
                    "cores and memoryBytes must be at least 1, found %d and %d"
                            .formatted(cores, memoryBytes));
        }
    }

    /** This machine. */
    public static Machine here() {
        long memory =
                ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : Long.MAX_VALUE;
        return new Machine(Runtime.getRuntime().availableProcessors(), memory);
    }
}
