package dev.merganser.recipes.checkpoint;

/**
 * How a checkpoint is written; changes no byte of it.
 *
 * @param threads how many threads share the work, at least 1
 * @param force whether the file must survive a power failure once the call returns
 */
public record WriteSettings(int threads, boolean force) {
    /** One thread, forced. */
    public static final WriteSettings STANDARD = new WriteSettings(1, true);

    public WriteSettings {
        if (!(threads >= 1)) {
            throw new IllegalArgumentException("threads must be at least 1, found " + threads);
        }
    }
}
