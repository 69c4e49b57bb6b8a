package dev.merganser.recipes.tensor;

import jdk.incubator.vector.FloatVector;

/**
 * Whether kernels may use the Vector API: the one place that decides. A program that uses Merganser
 * as a library may have been started without {@code --add-modules jdk.incubator.vector}; then, and
 * on a JVM without vector instructions, plain loops give the same bits, only later.
 *
 * <p>Classes whose code mentions {@code jdk.incubator.vector} must not be touched where the answer
 * is no.
 */
public final class Vectors {
    private static final int SMALLEST_BITS = 128;
    private static final boolean USABLE = decide();

    private Vectors() {}

    /** The same answer for the life of the process. */
    public static boolean usable() {
        return USABLE;
    }

    private static boolean decide() {
        try {
            return Preferred.bits() >= SMALLEST_BITS;
        } catch (NoClassDefFoundError _) {
            return false; // the module is not there
        }
    }

    /** Apart, so that {@link Vectors} itself can be loaded without the module. */
    private static final class Preferred {
        static int bits() {
            return FloatVector.SPECIES_PREFERRED.vectorBitSize();
        }
    }
}
