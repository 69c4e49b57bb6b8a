package dev.merganser.recipes.matrix;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * A share of some memory that matrices of all threads may take at once. Work that finds too little
 * left waits for others; work that needs more than there is runs alone. Threads decide when
 * something is computed, never what.
 */
public final class MemoryRoom {
    /** For matrices on the heap, half of it. */
    public static final MemoryRoom HEAP = new MemoryRoom(Runtime.getRuntime().maxMemory() / 2);

    private static final long GRAIN = 1 << 20;

    private final int grains;
    private final Semaphore free;

    MemoryRoom(long bytes) {
        grains = Math.clamp(bytes / GRAIN, 1, Integer.MAX_VALUE);
        free = new Semaphore(grains, true);
    }

    /** Does work once so many doubles fit. The work does not ask for this room again. */
    public <T> T with(long doubles, Supplier<T> work) {
        int taken = (int) Math.min(grains, 1 + doubles * Double.BYTES / GRAIN);
        free.acquireUninterruptibly(taken);
        try {
            return work.get();
        } finally {
            free.release(taken);
        }
    }
}
