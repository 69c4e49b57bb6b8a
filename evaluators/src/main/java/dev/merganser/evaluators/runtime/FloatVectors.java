package dev.merganser.evaluators.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Stretches of float32 values of a graph as vectors in double. */
public final class FloatVectors {

    private FloatVectors() {}

    /**
     * Reads some values.
     *
     * @param from index of the first
     */
    public static double[] read(MemorySegment floats, long from, int count) {
        double[] vector = new double[count];
        for (int i = 0; i < count; i++) {
            vector[i] = floats.getAtIndex(ValueLayout.JAVA_FLOAT, from + i);
        }
        return vector;
    }

    /** Adds a vector to as many values, each sum rounded once. */
    public static void add(double[] vector, MemorySegment floats, long from) {
        for (int i = 0; i < vector.length; i++) {
            double sum = floats.getAtIndex(ValueLayout.JAVA_FLOAT, from + i) + vector[i];
            floats.setAtIndex(ValueLayout.JAVA_FLOAT, from + i, (float) sum);
        }
    }
}
