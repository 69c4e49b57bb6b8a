package dev.merganser.benchmarks;

import dev.merganser.results.front.Hypervolume;

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
import org.openjdk.jmh.annotations.Warmup;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The hypervolume of a front on the unit sphere, where no point dominates another: the worst case
 * of its size. A run computes it after every candidate, and the bootstrap of a gain 1,000 times.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HypervolumeBenchmark {

    @Param({"2", "3", "5"})
    int objectives;

    @Param({"20", "100"})
    int points;

    private double[][] front = {};
    private double[] reference = {};

    /** Draws the front from a fixed seed. */
    @Setup
    public void draw() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        front = new double[points][];
        for (int i = 0; i < points; i++) {
            front[i] = pointOnSphere(random);
        }
        reference = new double[objectives];
        Arrays.fill(reference, 1);
    }

    @Benchmark
    public double volume() {
        return Hypervolume.of(front, reference);
    }

    /** In the unit cube, at distance 1 from the reference point. */
    private double[] pointOnSphere(RandomGenerator random) {
        double[] direction = new double[objectives];
        Arrays.setAll(direction, i -> Math.abs(random.nextGaussian()));
        double length = Math.sqrt(Arrays.stream(direction).map(x -> x * x).sum());
        return Arrays.stream(direction).map(x -> 1 - x / length).toArray();
    }
}
