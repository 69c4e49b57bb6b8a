package dev.merganser.recipes.matrix;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The memory outside the heap that native calls of all threads may hold at once, half of the
 * machine's. A call that finds too little left waits for others; one that needs more than there is
 * runs alone.
 */
final class NativeRoom {
    private static final long GRAIN = 1 << 20;

    private final int grains;
    private final Semaphore free;

    NativeRoom(long bytes) {
        grains = Math.max(1, Math.toIntExact(bytes / GRAIN));
        free = new Semaphore(grains, true);
    }

    static NativeRoom ofThisMachine() {
        return new NativeRoom(Pointer.totalPhysicalBytes() / 2);
    }

    /** Keeps JavaCPP from counting this memory against the heap's limit; before its first use. */
    static void liftLimits() {
        System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }

    /**
     * Makes a call once so many doubles fit, and frees all pointers that it made. A call makes no
     * call of its own.
     */
    <T> T with(long doubles, Supplier<T> call) {
        int taken = (int) Math.min(grains, 1 + doubles * Double.BYTES / GRAIN);
        free.acquireUninterruptibly(taken);
        try (var _ = new PointerScope()) {
            return call.get();
        } finally {
            free.release(taken);
        }
    }
}
