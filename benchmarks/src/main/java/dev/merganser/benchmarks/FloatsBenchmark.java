package dev.merganser.benchmarks;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Stored floats to float32 and back: what a merge does to every tensor that is not F32. Time is for
 * all elements of one call, so elements over time is the throughput.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FloatsBenchmark {

    /** The stored type. */
    @Param({"F16", "BF16", "F64"})
    DType dtype = DType.F16;

    /** A bias, a small matrix, a large matrix. */
    @Param({"384", "147456", "4194304"})
    int elements;

    private final Arena arena = Arena.ofShared();
    private MemorySegment stored = MemorySegment.NULL;
    private float[] values = {};

    /** Fills the values from a fixed seed and stores them once. */
    @Setup
    public void fill() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = (float) random.nextGaussian();
        }
        stored = arena.allocate((long) elements * dtype.bytes(), 64);
        Floats.encode(dtype, values, 0, elements, stored, 0);
    }

    @TearDown
    public void close() {
        arena.close();
    }

    /** Stored elements to float32. */
    @Benchmark
    public float[] decode() {
        Floats.decode(dtype, stored, 0, values, 0, elements);
        return values;
    }

    /** Float32 to stored elements. */
    @Benchmark
    public MemorySegment encode() {
        Floats.encode(dtype, values, 0, elements, stored, 0);
        return stored;
    }
}
