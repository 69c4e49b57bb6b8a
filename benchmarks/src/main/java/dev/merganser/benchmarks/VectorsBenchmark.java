package dev.merganser.benchmarks;

import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.mask.Partition;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;
import dev.merganser.recipes.vector.Direction;
import dev.merganser.recipes.vector.TensorDivision;
import dev.merganser.recipes.vector.WeightVectors;

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
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Inner products of a gradient of a million elements with three vectors, and their sum. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VectorsBenchmark {
    private static final int ELEMENTS = 1 << 20;
    private static final int MODELS = 3;

    /** Whole tensors, runs, or drawn parts. */
    @Param({"whole", "chunks", "random"})
    String division = "whole";

    private final Arena arena = Arena.ofShared();
    private final MemorySegment gradient = arena.allocate(ValueLayout.JAVA_FLOAT, ELEMENTS);
    private final MemorySegment out = arena.allocate(ValueLayout.JAVA_FLOAT, ELEMENTS);
    private final float[][] values = new float[MODELS][ELEMENTS];
    private final float[] gradientValues = new float[ELEMENTS];
    private List<WeightVectors> vectors = List.of();
    private double[] coefficients = {};

    /** Vectors of steps that are exact in float32, on a base of zeros. */
    @Setup
    public void fill() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        for (float[] each : values) {
            for (int i = 0; i < ELEMENTS; i++) {
                each[i] = random.nextInt(-512, 512) / 4096f;
            }
        }
        for (int i = 0; i < ELEMENTS; i++) {
            gradientValues[i] = (float) random.nextGaussian();
        }
        MemorySegment.copy(gradientValues, 0, gradient, ValueLayout.JAVA_FLOAT, 0, ELEMENTS);
        TensorDivision parts =
                switch (division) {
                    case "chunks" -> TensorDivision.chunks(4);
                    case "random" -> TensorDivision.random(4, 7);
                    default -> TensorDivision.NONE;
                };
        List<Direction> directions = new ArrayList<>();
        for (int model = 0; model < MODELS; model++) {
            for (int part = 0; part < parts.parts(); part++) {
                directions.add(new Direction(model, Set.of("w"), part));
            }
        }
        coefficients = new double[directions.size()];
        Arrays.fill(coefficients, .3);
        int[] partOf = new int[ELEMENTS];
        partition(parts).read(0, partOf, ELEMENTS);
        vectors =
                List.of(
                        WeightVectors.read(
                                c -> new Merge(values, partOf, parts.parts(), c),
                                directions,
                                parts,
                                List.of("w")));
    }

    private static Partition partition(TensorDivision division) {
        return division.seed().isPresent()
                ? MaskSource.seeded(7).partition("w", division.parts())
                : Partition.chunks(ELEMENTS, division.parts());
    }

    /** The sum of vectors times coefficients. */
    private static final class Merge implements WeightSource {
        private final float[][] vectors;
        private final int[] partOf;
        private final int parts;
        private final double[] coefficients;

        Merge(float[][] vectors, int[] partOf, int parts, double[] coefficients) {
            this.vectors = vectors;
            this.partOf = partOf;
            this.parts = parts;
            this.coefficients = coefficients;
        }

        @Override
        public Optional<TensorInfo> info(String name) {
            return Optional.of(new TensorInfo(name, DType.F32, Shape.of(ELEMENTS)));
        }

        @Override
        public void read(String name, MemorySegment into) {
            for (int i = 0; i < ELEMENTS; i++) {
                double sum = 0;
                for (int model = 0; model < vectors.length; model++) {
                    sum += coefficients[model * parts + partOf[i]] * vectors[model][i];
                }
                into.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) sum);
            }
        }
    }

    /** Gives memory back. */
    @TearDown
    public void close() {
        vectors.forEach(WeightVectors::close);
        arena.close();
    }

    /** One pass over the gradient for all vectors, in lanes. */
    @Benchmark
    public double[] contract() {
        double[] sums = new double[coefficients.length];
        vectors.getFirst().contract("w", gradient, sums);
        return sums;
    }

    /** The plain twin: one sum after the other, element by element. */
    @Benchmark
    public double[] contractPlainly() {
        double[] sums = new double[MODELS];
        for (int model = 0; model < MODELS; model++) {
            float[] vector = values[model];
            double sum = 0;
            for (int i = 0; i < ELEMENTS; i++) {
                sum += (double) gradientValues[i] * vector[i];
            }
            sums[model] = sum;
        }
        return sums;
    }

    /** The weights at coefficients. */
    @Benchmark
    public MemorySegment write() {
        vectors.getFirst().write("w", coefficients, out);
        return out;
    }
}
